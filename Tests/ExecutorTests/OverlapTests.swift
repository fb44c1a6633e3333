import CEL
import Executor
import Machine
import Store
import StoreProbe
import Synchronization
import Testing

/// Starts while an instance of the same workflow is at work.
@Suite struct OverlapTests {
  /// Each hour one that is at work for an hour and a half.
  private static func hourly(_ overlap: String, working: String = "{after: {90m: done}}") -> String {
    """
    workflow: hourly
    owner: contacts.lead
    timezone: Europe/Berlin
    start:
      - cron: "0 * * * *"
        key: format(now, "HH:mm")
      - on: refresh.requested
        key: '"by hand"'
    \(overlap)
    initial: working
    states:
      working: \(working)
      done: {type: final}
    """
  }

  private func keys(_ rig: Rig) async throws -> [String] {
    try await rig.store.instances(InstanceFilter(workflow: "hourly")).map(\.key).sorted()
  }

  @Test(
    arguments: [
      ("", ["10:00", "11:00", "12:00", "13:00"]), ("overlap: allow", ["10:00", "11:00", "12:00", "13:00"]),
      ("overlap: skip", ["10:00", "12:00"]), ("overlap: queue", ["10:00", "11:00", "12:00"]),
    ], StoreKind.allCases)
  func `a start while one is at work does what the file says`(story: (overlap: String, opened: [String]), kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.hourly(story.overlap))) { rig in
      try await rig.advance(to: "02 13:15")
      #expect(try await keys(rig) == story.opened)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a start that is left out leaves its reason behind`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.hourly("overlap: skip"))) { rig in
      try await rig.advance(to: "02 11:15")
      let parts = try await rig.store.parts(
        PartFilter(channel: ChannelName.start, statuses: [.suppressed], messagesOnly: false))
      #expect(parts.map(\.lastAnswer["text"]) == ["left out, `overlap: skip`: 10:00 is at work"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `one that waits for a person keeps nobody from starting`(kind: StoreKind) async throws {
    let idle = "{idle: true, incident: Somebody must look., on: {redrive: done}}"
    try await Rig.run(kind, Setup(Self.hourly("overlap: skip", working: idle))) { rig in
      try await rig.advance(to: "02 12:15")
      #expect(try await keys(rig) == ["10:00", "11:00", "12:00"])
    }
  }

  private static func twins(_ overlap: String) -> String {
    """
    workflow: hourly
    owner: contacts.lead
    timezone: Europe/Berlin
    start:
      - {cron: "0 10 * * *", key: '"one"'}
      - {cron: "0 10 * * *", key: '"two"'}
    overlap: \(overlap)
    initial: working
    states:
      working: {after: {90m: done}}
      done: {type: final}
    """
  }

  @Test(arguments: ["skip", "queue"], StoreKind.allCases)
  func `of two starts of the same second one sees the other's, though both had looked`(overlap: String, kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.twins(overlap), edit: { $0.executors = 2 })) { rig in
      let gate = Gate()
      rig.store.opening.withLock { $0 = { _ in await gate.pass() } }
      async let done: Void = rig.advance(to: "02 10:15")
      // Both found nobody at work, and are about to open.
      try await gate.reached(2)
      gate.open()
      try await done
      #expect(try await keys(rig).count == 1)
      try await rig.advance(to: "02 12:00")
      #expect(try await keys(rig).count == (overlap == "queue" ? 2 : 1))
    }
  }
}
