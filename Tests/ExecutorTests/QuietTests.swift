import CEL
import TestSupport
import Testing

@Suite struct `Quiet hours` {
  private static let notes = """
    workflow: notes
    timezone: Europe/Berlin
    initial: open
    states:
      open:
        on: {note: {actions: [note]}, alarm: {actions: [alarm]}}
        after: {7d: over}
      over: {type: final}
    actions:
      note: {email: {template: note, to: &both '["ben@q.example", {"name": "Ana", "email": "ana@q.example", "quiet": "08:00-10:00"}]'}}
      alarm: {email: {template: alarm, importance: high, to: *both}}
    """

  @Test(arguments: StoreKind.allCases)
  func `a mail waits for the recipient's day, an urgent one does not`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.notes)) { rig in
      let id = try await rig.open("notes")
      try await rig.send("note", to: id)
      try await rig.settle()
      #expect(try await rig.messages().map { $0.split(separator: " ")[4] } == ["delivered", "pending"])
      try await rig.send("alarm", to: id)
      try await rig.settle()
      let alarms = try await rig.messages().filter { $0.contains(" alarm ") }
      #expect(alarms.count { $0.contains("delivered") } == 2, "\(alarms)")
      try await rig.advance(to: "02 10:00")
      try await rig.until("the note has gone") { try await rig.messages().count { $0.contains("delivered") } == 4 }
    }
  }
}
