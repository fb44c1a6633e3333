import Foundation
import PostgreSQL
import TestSupport
import Testing

/// Ten thousand messages are about to go; the database came back from a backup.
@Suite struct OutboxStories {
  /// One workflow that writes to a crowd of two kinds of people in one step.
  private static func crowd(_ count: Int) -> [String: String] {
    let people = (1...count).map { "    - {name: Person \($0), email: person\($0)@host.example}" }.joined(separator: "\n")
    return [
      "tocsin.yaml": "installation: crowd\ndomain: crowd.example\n",
      "contacts.yaml": "roles:\n  everybody:\n\(people)\n",
      "templates/right.html": OperatingRig.mailTemplate, "templates/wrong.html": OperatingRig.mailTemplate,
      "workflows/crowd.yaml": """
      workflow: crowd
      timezone: UTC
      initial: told
      states:
        told: {entry: [tell, shout], after: {30d: over}}
        over: {type: final}
      actions:
        tell: {email: {template: right, to: contacts.everybody}}
        shout: {email: {template: wrong, to: contacts.everybody}}
      """,
    ]
  }

  @Test func `more messages than the brake lets go are held before the first, and go or end by a person's word`() async throws {
    let server = try await ScriptServer.start("smtp.py")
    let rig = try await OperatingRig.make(
      "brake", Self.crowd(60), port: server.port, ["TOCSIN_BRAKE_MESSAGES": "50", "TOCSIN_BRAKE_MINUTES": "10"])
    _ = try await rig.month.output("start", "crowd", "--key", "all")
    let run = try rig.month.start("run", "--quiet")
    try await eventually("all are held") { try await rig.statuses() == ["held": 120] }
    #expect(try server.said("mail").isEmpty, "not one went")
    #expect(
      try await rig.shows("brake", "outbox")
        == """
        0 messages wait, 120 are held.
        WORKFLOW  TEMPLATE  CHANNEL  PENDING  HELD  SENDING  OLDEST DUE  WHY HELD
        crowd  right  email  0  60  0  TIME  held by the brake
        crowd  wrong  email  0  60  0  TIME  held by the brake

        """)
    let incidents = try await rig.shows("brake", "incidents")
    #expect(
      incidents.contains("brake  email  120 messages were about to go on email at once; they are held for a person to look at."),
      "\(incidents)")
    #expect(try await rig.says("status").hasPrefix("Something is wrong: email: 120 held for a person to look at"))

    let refused = try await rig.says("messages", "cancel", "--reason", "no", "--yes")
    #expect(refused.contains("messages cancel wants to know which."), "\(refused)")
    let dry = try await rig.says("messages", "cancel", "--where", "template == 'wrong'", "--dry-run")
    #expect(dry.hasPrefix("60 messages to be cancelled, in DATABASE:\n") && dry.hasSuffix("  … and 40 more\n"), "\(dry)")
    let cancelled = try await rig.shows(
      "brake", "messages", "cancel", "--where", "template == 'wrong'", "--reason", "sent by mistake", "--yes")
    #expect(cancelled.contains("ID/1/1.0: cancelled\n"), "\(cancelled)")
    #expect(try await rig.statuses() == ["held": 60, "cancelled": 60])
    let released = try await rig.shows("brake", "messages", "release", "--where", "true", "--reason", "these are right", "--yes")
    #expect(released.contains("ID/1/0.0: released\n"), "\(released)")
    try await eventually("the rest went", limitMilliseconds: 60_000) { try await rig.statuses() == ["delivered": 60, "cancelled": 60] }
    #expect(try server.said("mail").count == 60)
    #expect(try await rig.says("incidents") == "No open incident.\n")
    #expect(try await rig.says("outbox") == "Nothing waits to go.\n")
    try rig.checkPage("brake")
    run.signal(SIGTERM)
    try await run.ended()
  }

  @Test func `what was unsent in a backup is held after its restore until a person releases it`() async throws {
    let server = try await ScriptServer.start("smtp.py")
    let rig = try await OperatingRig.make("original", port: server.port)
    #expect(try await rig.says("restore-check") == "The database is the installation's own; nothing is held.\n")
    _ = try await rig.month.output("channel", "pause", "email", "--reason", "to have something unsent", "--yes")
    let first = try rig.month.start("run", "--quiet")
    for key in ["a1", "a2"] { _ = try await rig.month.output("start", "late", "--key", key) }
    try await eventually("two wait") { try await rig.statuses() == ["pending": 2] }
    first.signal(SIGTERM)
    try await first.ended()
    _ = try await rig.month.output("channel", "resume", "email", "--reason", "enough", "--yes")
    let restored = try await Self.restored(rig.database)
    let run = try rig.month.start("run", "--quiet")
    _ = try await server.heard("mail", count: 2)
    try await eventually("both went") { try await rig.statuses() == ["delivered": 2] }
    run.signal(SIGTERM)
    try await run.ended()

    let back = try OperatingRig(folder: rig.folder, database: restored, port: server.port, [:])
    let check = try await back.shows("restore", "restore-check")
    #expect(
      check.hasPrefix("The database came back from a backup: 2 messages wait.\nIts last step was made at TIME; what was sent after that"),
      "\(check)")
    let second = try back.month.start("run", "--quiet")
    try await eventually("it is held") { try await back.says("incidents").contains("restore  outbox") }
    #expect(try await back.says("status").contains("outbox: held since TIME: the database came back from a backup"))
    _ = try await back.month.output("start", "late", "--key", "a3")
    try await eventually("steps go on") { try await back.statuses() == ["pending": 3] }
    #expect(try server.said("mail").count == 2, "nothing went a second time")

    let ended = try await back.shows("restore", "messages", "cancel", "--where", "key != 'a3'", "--reason", "the server has them", "--yes")
    #expect(ended.contains("2 messages to be cancelled, in DATABASE:\n"), "\(ended)")
    let released = try await back.shows("restore", "restore-check", "--release", "--reason", "checked with the mail server", "--yes")
    #expect(released == "The outbox to be released, in DATABASE:\n  outbox  1 message waits\noutbox: released\n", "\(released)")
    try await eventually("the new one goes") { try await back.statuses() == ["cancelled": 2, "delivered": 1] }
    #expect(try server.said("mail").count == 3)
    #expect(try await back.says("restore-check") == "The database is the installation's own; nothing is held.\n")
    try await eventually("nothing is left to see to") { try await back.says("incidents") == "No open incident.\n" }
    try back.checkPage("restore")
    second.signal(SIGTERM)
    try await second.ended()
  }

  /// As an administrator does it: pg_dump into a file, a new database, the file played back.
  private static func restored(_ database: TestDatabase) async throws -> TestDatabase {
    let copy = try await TestDatabase.make("restored")
    let folder = try TemporaryFolder.make()
    let programs = try #require(
      ["15", "16", "17", "14", "13"].map { "/usr/lib/postgresql/\($0)/bin" }.first {
        FileManager.default.fileExists(atPath: $0 + "/pg_dump")
      })
    for (program, arguments) in [
      ("pg_dump", ["--file", folder.path + "/backup.sql", "--dbname", database.connectionString.secretText]),
      (
        "psql",
        ["--quiet", "--set", "ON_ERROR_STOP=1", "--file", folder.path + "/backup.sql", "--dbname", copy.connectionString.secretText]
      ),
    ] {
      let child = try ChildProcess.start("\(programs)/\(program)", arguments, environment: ["PATH": "/usr/bin:/bin"])
      guard try await child.ended() == .code(0) else { throw TestSupportError("\(program): \(child.errors)") }
    }
    withExtendedLifetime(folder) {}
    return copy
  }
}
