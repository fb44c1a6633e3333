import CEL
import Machine
import Store
import Testing

@Suite struct OpeningTests {
  @Test(arguments: StoreKind.allCases)
  func `an instance is opened once, with its first event`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let opening = Fixture.opening("k", origin: Fixture.effect("parent"), items: [["id": "a"]], input: ["n": 1])
      #expect(try await bench.store.open(opening) == .opened(Fixture.id("k")))
      let instance = try #require(try await bench.store.instance(Fixture.id("k")))
      #expect(instance.step == 0)
      #expect(instance.status == .running)
      #expect(instance.input == ["n": 1])
      let inbox = try await bench.store.inbox(of: instance.id)
      #expect(inbox.map(\.event.name) == ["@started"])
      #expect(try Event(inbox: inbox[0].event) == .started(items: [["id": "a"]]))
      #expect(try await bench.store.shardsWithDueWork(at: Fixture.start) == [instance.id.shard])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an opening that is carried out again changes nothing`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let parent = Fixture.id("parent")
      let opening = Fixture.opening("k", origin: Fixture.effect("parent"), again: true, parent: parent)
      #expect(try await bench.store.open(opening) == .opened(Fixture.id("k")))
      #expect(try await bench.store.open(opening) == .alreadyThere(Fixture.id("k")))
      try await bench.step(
        Fixture.id("k"),
        StepScript(edit: {
          $0.status = .completed; $0.closedAt = Fixture.start
        }))
      #expect(try await bench.store.open(opening) == .alreadyThere(Fixture.id("k")))
      #expect(try await bench.store.inbox(of: Fixture.id("k")).count == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a key that is running is adopted once per origin`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k")
      let first = Fixture.opening("k", origin: Fixture.effect("p"), again: true, parent: Fixture.id("p"))
      let second = Fixture.opening("k", origin: Fixture.effect("q"), again: true, parent: Fixture.id("q"))
      #expect(try await bench.store.open(first) == .adopted(id))
      #expect(try await bench.store.open(first) == .alreadyThere(id))
      #expect(try await bench.store.open(second) == .adopted(id))
      let adoptions = try await bench.store.inbox(of: id).filter { $0.step == nil }
      #expect(try adoptions.map { try Event(inbox: $0.event) } == [.adopted(by: Fixture.id("p")), .adopted(by: Fixture.id("q"))])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an ended key is adopted as it is, or runs again where that is wanted`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened(
        "k",
        edit: {
          $0.status = .completed; $0.closedAt = Fixture.start
        })
      let never = Fixture.opening("k", origin: Fixture.effect("p"), again: false, parent: Fixture.id("p"))
      #expect(try await bench.store.open(never) == .adopted(id))
      let always = Fixture.opening("k", origin: Fixture.effect("q"), again: true, parent: Fixture.id("q"))
      #expect(try await bench.store.open(always) == .opened(Fixture.id("k", run: 2)))
      #expect(try await bench.store.open(never) == .alreadyThere(id))
      #expect(try await bench.store.instance(workflow: Fixture.workflow, key: "k")?.run == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `many openers of one key at the same time open one instance`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let opened = try await withThrowingTaskGroup(of: Opened.self) { group in
        for number in 0..<12 {
          group.addTask {
            try await bench.store.open(
              Fixture.opening("k", origin: Fixture.effect("p\(number)"), again: true, parent: Fixture.id("p\(number)")))
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(opened.count { $0 == .opened(Fixture.id("k")) } == 1)
      #expect(opened.count { $0 == .adopted(Fixture.id("k")) } == 11)
      #expect(try await bench.store.instances(InstanceFilter()).count == 1)
      #expect(try await bench.store.inbox(of: Fixture.id("k")).count == 12)
    }
  }
}
