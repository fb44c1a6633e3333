import Machine
import Store
import Testing
import Workflow

@Suite struct DeploymentTests {
  @Test(arguments: StoreKind.allCases)
  func `deploying the current definition again changes nothing`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let closure = Fixture.closure()
      #expect(try await bench.store.deploy(closure, starts: 2, at: Fixture.start) == Deployment(number: 1, isNew: true))
      #expect(try await bench.store.deploy(closure, starts: 2, at: Fixture.at(minutes: 1)) == Deployment(number: 1, isNew: false))
      #expect(try await bench.store.closure(of: closure.hash) == closure)
      #expect(try await bench.store.closure(of: DefinitionHash(text: "unknown")) == nil)
      #expect(
        try await bench.store.workflows() == [
          WorkflowRecord(workflow: Fixture.workflow, hash: closure.hash, number: 1, deployedAt: Fixture.start)
        ])
      #expect(try await bench.store.instances(InstanceFilter()).isEmpty)
      let schedules = try await bench.store.instances(InstanceFilter(includesSchedules: true))
      #expect(schedules.map(\.key) == ["@start.0", "@start.1"])
      for schedule in schedules { #expect(try await bench.store.inbox(of: schedule.id).count == 1) }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `each schedule is told of its new definition, and one too many is ended`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      _ = try await bench.store.deploy(Fixture.closure(letter: "a"), starts: 2, at: Fixture.start)
      let newer = Fixture.closure(letter: "b")
      #expect(try await bench.store.deploy(newer, starts: 1, at: Fixture.at(minutes: 1)) == Deployment(number: 2, isNew: true))
      let first = try #require(try await bench.store.instance(workflow: Fixture.workflow, key: "@start.0"))
      let second = try #require(try await bench.store.instance(workflow: Fixture.workflow, key: "@start.1"))
      let told = try await bench.store.inbox(of: first.id)
      #expect(
        try told.map { try Event(inbox: $0.event) } == [.deployed(Fixture.closure(letter: "a").hash), .deployed(newer.hash)])
      #expect(second.status == .cancelled)
      #expect(second.closedAt == Fixture.at(minutes: 1))
      #expect(try await bench.store.history(of: second.id, from: nil, limit: 10).map(\.step) == [1])

      _ = try await bench.store.deploy(Fixture.closure(letter: "c"), starts: 2, at: Fixture.at(minutes: 2))
      let reopened = try #require(try await bench.store.instance(workflow: Fixture.workflow, key: "@start.1"))
      #expect(reopened.run == 2)
      #expect(reopened.hash == Fixture.closure(letter: "c").hash)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `many who deploy the same at once make one deployment`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let made = try await withThrowingTaskGroup(of: Deployment.self) { group in
        for _ in 0..<8 { group.addTask { try await bench.store.deploy(Fixture.closure(), starts: 1, at: Fixture.start) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(made.count { $0.isNew } == 1)
      #expect(made.allSatisfy { $0.number == 1 })
      #expect(try await bench.store.instances(InstanceFilter(includesSchedules: true)).count == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an installation keeps its first name`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let name = try await bench.store.installation(default: "another")
      #expect(name == Fixture.installation)
    }
  }
}
