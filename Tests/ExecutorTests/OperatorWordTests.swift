import CEL
import Executor
import Machine
import Store
import StoreProbe
import Testing

/// An operator lets an instance stand still, go on, or end.
@Suite struct OperatorWordTests {
  private func say(_ intervention: Intervention, to id: InstanceID, _ rig: Rig) async throws {
    let instance = try await rig.instance(id)
    guard let closure = try await rig.store.closure(of: instance.hash) else { throw ProjectError("no definition") }
    let loaded = try rig.project.load(closure)
    let word = OperatorWord(intervention, by: "miriam", reason: "the partner is on strike")
    let machine = Machine(installation: Rig.installation)
    let epoch = try await rig.store.clock().epoch
    let now = rig.now
    let live = rig.project.live
    let isThere = try await rig.store.operate(on: id, at: now, epoch: epoch) { found throws(StepAbandoned) in
      try word.decide(found, loaded, machine, live, at: now)
    }
    #expect(isThere)
  }

  @Test(arguments: StoreKind.allCases)
  func `a suspended ladder is not climbed, and goes on where it stood`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(LadderTests.ladder)) { rig in
      let id = try await rig.open("ladder")
      try await rig.advance(to: "02 12:00")
      try await say(.suspend(stopsClock: false), to: id, rig)
      try await rig.advance(to: "05 12:00")
      #expect(try await rig.messages().count == 1)
      try await say(.resume, to: id, rig)
      try await rig.settle()
      // The reminder that was due on the 3rd; the rung after it counts from now.
      #expect(try await rig.messages().count == 2)
      try await rig.advance(to: "06 11:59")
      #expect(try await rig.messages().count == 2)
      #expect(try await rig.story(of: id).contains { $0.contains("@suspended") })
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `with a stopped clock the ladder has as much time left as before`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(LadderTests.ladder)) { rig in
      let id = try await rig.open("ladder")
      try await rig.advance(to: "02 12:00")
      try await say(.suspend(stopsClock: true), to: id, rig)
      try await rig.advance(to: "05 12:00")
      try await say(.resume, to: id, rig)
      try await rig.advance(to: "06 08:59")
      #expect(try await rig.messages().count == 1)
      try await rig.advance(to: "06 09:00")
      #expect(try await rig.messages().count == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what came in while it stood is read when it goes on`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(LadderTests.ladder)) { rig in
      let id = try await rig.open("ladder")
      try await rig.settle()
      try await say(.suspend(stopsClock: false), to: id, rig)
      try await rig.send("acknowledged", to: id, by: "Ana")
      try await rig.advance(to: "04 12:00")
      #expect(try await rig.state(id) == "chasing.notified")
      try await say(.resume, to: id, rig)
      try await rig.settle()
      #expect(try await rig.state(id).hasPrefix("chasing.acknowledged"))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a cancelled child sends nothing more, and its parent knows`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(ChildrenTests.month, ChildrenTests.partner)) { rig in
      let month = try await rig.open("month", "03", input: ["partners": ["slow"]])
      try await rig.settle()
      let child = InstanceID(installation: Rig.installation, workflow: "partner", key: "03/slow", run: 1)
      try await say(.cancel, to: child, rig)
      try await rig.settle()
      #expect(try await rig.instance(child).status == .cancelled)
      #expect(try await rig.instance(month).status == .completed)
      await #expect(throws: StoreError.self) { try await say(.resume, to: child, rig) }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a faulted instance can be cancelled, and its incident is closed`(kind: StoreKind) async throws {
    let broken = """
      workflow: broken
      timezone: Europe/Berlin
      data: {zero: int = 0}
      initial: here
      states:
        here: {on: {go: {guard: '1 / data.zero > 0', target: there}}, after: {30d: there}}
        there: {type: final}
      """
    try await Rig.run(kind, Setup(broken)) { rig in
      let id = try await rig.open("broken")
      try await rig.settle()
      try await rig.send("go", to: id)
      try await rig.settle()
      #expect(try await rig.instance(id).status == .faulted)
      try await say(.cancel, to: id, rig)
      // The event that failed is recorded, as any event of an ended instance.
      try await rig.settle()
      #expect(try await rig.store.incidents(openOnly: true).isEmpty)
    }
  }
}
