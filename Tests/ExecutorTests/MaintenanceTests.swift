import CEL
import Calendar
import Machine
import Store
import StoreProbe
import Testing

/// Windows in which nothing goes out: once, or again and again; every rung of a ladder is covered.
@Suite struct MaintenanceTests {
  private static func window(
    _ cron: String? = "0 8 * * *", minutes: Int? = 120, workflow: String? = nil, channel: String? = nil, from: String = "01 00:00",
    until: String? = nil
  ) -> MaintenanceWindow {
    MaintenanceWindow(
      workflow: workflow, channel: channel, begins: Rig.at(from), ends: until.map { Rig.at($0) }, cron: cron, minutes: minutes,
      zone: "Europe/Berlin", by: "miriam", reason: "mail server, every morning")
  }

  /// When each message went, and to whom.
  private static func sent(_ rig: Rig) async throws -> [String] {
    try await rig.store.parts(PartFilter(statuses: [.delivered])).compactMap { one in
      one.settledAt.map { "\(Rig.day($0)) \(one.part.recipient)" }
    }.sorted()
  }

  @Test func `a window that repeats covers each of its times, half-open, and nothing between them`() {
    let window = Self.window()
    func end(_ time: String) -> Instant? { window.end(covering: "ladder", "email", at: Rig.at(time)) }
    #expect(end("02 07:59") == nil)
    #expect(end("02 08:00") == Rig.at("02 10:00"))
    #expect(end("02 09:59") == Rig.at("02 10:00"))
    #expect(end("02 10:00") == nil)
    #expect(end("03 08:30") == Rig.at("03 10:00"))
    let over = Self.window(until: "03 09:00")
    #expect(over.end(covering: "ladder", "email", at: Rig.at("03 08:30")) == Rig.at("03 09:00"), "given up within a window")
    #expect(over.end(covering: "ladder", "email", at: Rig.at("04 08:30")) == nil)
    let narrow = Self.window(workflow: "ladder", channel: "email")
    #expect(narrow.end(covering: "other", "email", at: Rig.at("02 09:00")) == nil)
    #expect(narrow.end(covering: "ladder", "teams/alerts", at: Rig.at("02 09:00")) == nil)
  }

  @Test func `a nightly window follows the zone's clock over a change to summer time`() {
    let window = Self.window("0 2 * * *", minutes: 60)
    // On 29 March 02:00 to 03:00 does not exist: the window begins with the first instant after the gap.
    #expect(window.end(covering: "ladder", "email", at: Rig.at("28 02:30")) == Rig.at("28 03:00"))
    #expect(window.end(covering: "ladder", "email", at: Rig.at("29 02:30")) == Rig.at("29 03:00"))
    #expect(window.end(covering: "ladder", "email", at: Rig.at("29 03:00")) == nil)
  }

  @Test(arguments: StoreKind.allCases)
  func `every rung of a ladder waits for the end of its day's window, and the ladder goes on meanwhile`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(LadderTests.ladder)) { rig in
      _ = try await rig.store.openMaintenance(Self.window())
      let id = try await rig.open("ladder")
      try await rig.advance(to: "02 09:59")
      #expect(try await rig.messages().map { $0.split(separator: " ")[4] } == ["pending"])
      #expect(try await rig.instance(id).state == "chasing.notified", "lifecycles go on")
      try await rig.advance(to: "02 10:00")
      #expect(try await Self.sent(rig) == ["02 10:00 ana@partner.example"])
      try await rig.advance(to: "05 09:00")
      // One of each rung, each at the end of the window of its day; not one was lost or doubled.
      try await rig.advance(to: "06 12:00")
      let sent = try await Self.sent(rig)
      #expect(
        sent == [
          "02 10:00 ana@partner.example", "03 10:00 ana@partner.example", "04 10:00 ana@partner.example", "04 10:00 boss@partner.example",
          "06 10:00 lead@tocsin.example",
        ], "\(sent)")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what was resolved in a window reaches nobody after it`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(LadderTests.ladder)) { rig in
      let number = try await rig.store.openMaintenance(Self.window(nil, minutes: nil, until: "05 00:00"))
      let id = try await rig.open("ladder")
      try await rig.advance(to: "02 12:00")
      try await rig.send("repaired", to: id)
      try await rig.advance(to: "02 13:00")
      #expect(try await rig.store.endMaintenance(number, at: rig.now))
      try await rig.settle()
      #expect(try await rig.messages().map { $0.split(separator: " ")[4] } == ["cancelled"])
    }
  }
}
