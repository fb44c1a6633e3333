import CEL
import Calendar
import Testing
import Workflow
import WorkflowFile

/// Who is on call when.
struct RotationTests {
  private static let contacts = """
    roles:
      ana: {name: Ana, email: ana@desk.example}
      ben: {name: Ben, email: ben@desk.example}
      desk: [{name: Desk, email: desk@desk.example}]
    rotations:
      support:
        timezone: Europe/Berlin
        layers:
          - {begins: 2026-01-05, handOver: monday 09:00, people: [ana, ben, {name: Cleo, email: cleo@desk.example}]}
          - {begins: 2026-01-05, handOver: ["08:00", "20:00"], shifts: 2, people: [ben, ana]}
        overrides:
          - {from: 2026-02-03 12:00, until: 2026-02-05, person: cleo2}
    """

  private static let good = contacts.replacing("cleo2", with: "{name: Dora, email: dora@desk.example}")

  private func name(_ layer: Int, _ time: String) throws -> String {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: Self.good)
    let scope = ScopeTypes(contacts: contacts.type)
    let program = try scope.environment(for: NameScope()).compile("contacts.onCall(\"support\", \(layer)).name")
    let berlin = try Zone("Europe/Berlin")
    guard case .map(var value) = contacts.value else { return "" }
    value[ContactsType.nowKey] = Value(berlin.instant(of: try LocalDateTime(parsing: time)))
    return try program.evaluate(Only(contacts: .map(value))).string ?? ""
  }

  private struct Only: Scope {
    let contacts: Value

    func value(ofSlot slot: Int) throws(EvaluationError) -> Value { slot == ScopeSlot.contacts.rawValue ? contacts : .null }
  }

  @Test(arguments: [
    (1, "2026-01-05T09:00", "Ana"), (1, "2026-01-12T08:59", "Ana"), (1, "2026-01-12T09:00", "Ben"), (1, "2026-01-20T00:00", "Cleo"),
    (1, "2026-01-26T09:00", "Ana"), (2, "2026-01-05T08:00", "Ben"), (2, "2026-01-05T20:00", "Ben"), (2, "2026-01-06T08:00", "Ana"),
    (1, "2026-02-03T11:59", "Ben"), (1, "2026-02-03T12:00", "Dora"), (1, "2026-02-04T23:59", "Dora"), (1, "2026-02-05T00:00", "Ben"),
    (1, "2026-03-30T08:59", "Cleo"), (1, "2026-03-30T09:00", "Ana"),
  ])
  func `turns go round at their hand-over times, and an override holds from its beginning up to its end`(
    layer: Int, time: String, who: String
  ) throws {
    #expect(try name(layer, time) == who)
  }

  @Test func `before its first hand-over nobody is on call in a layer`() throws {
    #expect(throws: EvaluationError.self) { try name(1, "2026-01-05T08:59") }
  }

  @Test func `a turn says from when until when, and stops where an override begins`() throws {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: Self.good)
    let rotation = try #require(contacts.value[ContactsType.rotationsKey]?["support"].flatMap { Rotation($0) })
    let berlin = try Zone("Europe/Berlin")
    func turn(_ time: String) throws -> String {
      let turn = try #require(rotation.turn(layer: 1, at: berlin.instant(of: try LocalDateTime(parsing: time))))
      return "\(berlin.local(turn.begins)) \(berlin.local(turn.ends)) \(turn.isOverride)"
    }
    #expect(try turn("2026-02-02T10:00") == "2026-02-02T09:00 2026-02-03T12:00 false")
    #expect(try turn("2026-02-03T12:00") == "2026-02-03T12:00 2026-02-05T00:00 true")
    #expect(try turn("2026-02-06T12:00") == "2026-02-05T00:00 2026-02-09T09:00 false")
  }

  @Test func `what cannot be is told where it stands`() throws {
    let text = Self.contacts.replacing("monday 09:00", with: "mondy 9").replacing("[ben, ana]", with: "[ben, desk]")
      .replacing("Europe/Berlin", with: "Europe/Berlni")
    let diagnostics = #expect(throws: Diagnostics.self) { try ContactsReader().read(path: "contacts.yaml", text: text) }
    #expect(
      diagnostics?.all.map { "\($0.place.line):\($0.place.column) \($0.code) \($0.message)" } == [
        "7:15 T0405 `Europe/Berlni` is no time zone",
        "9:40 T0602 `mondy 9` is no hand-over",
        "10:85 T0602 no role `desk` is one person",
        "12:61 T0602 no role `cleo2` is one person",
      ])
  }

  @Test func `a rotation or a layer that is not there is told where it is asked for`() throws {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: Self.good)
    let text = """
      workflow: flow
      initial: open
      states:
        open: {entry: [call], after: {1h: closed}}
        closed: {type: final}
      actions:
        call:
          - {email: {template: call, to: 'contacts.onCall("suport", 1)'}}
          - {email: {template: call, to: 'contacts.onCall("support", 3)'}}
          - {email: {template: call, to: 'contacts.onCall("support", 2)'}}
      """
    let diagnostics = #expect(throws: Diagnostics.self) {
      try WorkflowReader(known: KnownNames(contacts: contacts.type)).read(path: "flow.yaml", text: text)
    }
    #expect(
      diagnostics?.all.map { "\($0.place.line) \($0.code) \($0.message)" } == [
        "8 T0603 there is no rotation `suport`", "9 T0603 the rotation `support` has 2 layers, and none with the number 3",
      ])
  }
}
