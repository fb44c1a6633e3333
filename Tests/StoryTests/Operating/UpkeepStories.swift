import CEL
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// Windows in which nothing goes out; a person who wants to be forgotten; what ended long ago.
@Suite struct UpkeepStories {
  @Test func `in a window every message waits, and goes when it is ended, if it still holds`() async throws {
    let server = try await ScriptServer.start("smtp.py")
    let rig = try await OperatingRig.make("window", port: server.port)
    let run = try rig.month.start("run", "--quiet")
    #expect(try await rig.says("maintenance") == "No window is open.\n")
    let endless = try await rig.says("maintenance", "open", "--workflow", "late", "--reason", "upgrade", "--yes")
    #expect(endless.contains("A window needs --until"), "\(endless)")
    let opened = try await rig.shows(
      "maintenance", "maintenance", "open", "--workflow", "late", "--until", "2199-01-01T00:00:00Z", "--reason", "upgrade", "--by",
      "miriam", "--yes")
    #expect(
      opened == """
        1 window to be opened, in DATABASE:
          late on all channels, from TIME until TIME
        late on all channels: window #1

        """, "\(opened)")
    for key in ["a1", "a2"] { _ = try await rig.month.output("start", "late", "--key", key) }
    try await eventually("both wait for the window") {
      try await rig.count("SELECT count(*)::int FROM outbox WHERE answer ->> 'window' = '1' AND status = 'pending'") == 2
    }
    #expect(try server.said("mail").isEmpty)
    let listed = try await rig.shows("maintenance", "maintenance")
    let status = try await rig.says("status")
    #expect(status.contains("messages of late wait, window #1 is open"), "\(status)")
    #expect(listed.contains("1 window is open.\n") && listed.contains("#1  late  all  TIME  TIME  yes  miriam  upgrade"), "\(listed)")
    _ = try await rig.month.output("send", "late/a1", "settled")
    try await eventually("one is resolved") { try await rig.says("list", "late/a1").contains("completed") }
    #expect(try await rig.shows("maintenance", "maintenance", "end", "1", "--reason", "done", "--yes").hasSuffix("window #1: over\n"))
    try await eventually("what still holds goes") { try await rig.statuses() == ["delivered": 1, "cancelled": 1] }
    #expect(try server.said("mail").map(\.to) == ["ana@host.example"])
    try rig.checkPage("maintenance")
    run.signal(SIGTERM)
    try await run.ended()
  }

  @Test func `a person is forgotten in rows, history, events and messages, and nothing else changes`() async throws {
    var files = OperatingRig.late
    files["types/booking.yaml"] = "type: booking\nfields:\n  driver: string\n"
    files["workflows/late.yaml"] = """
      workflow: late
      timezone: UTC
      items: booking
      initial: told
      states:
        told: {entry: [tell], on: {settled: over}, after: {7d: over}}
        over: {type: final}
      actions:
        tell: {email: {template: late, to: contacts.ana}}
      """
    files["templates/late.html"] = """
      <!doctype html><html><head><title>Late</title></head><body><p data-each="b in items">${b.id}: ${b.driver}</p></body></html>
      """
    let rig = try await OperatingRig.make("forget", files)
    let run = try rig.month.start("run", "--quiet")
    for (key, driver) in [("a1", "Erika Mustermann"), ("a2", "Max Beispiel")] {
      _ = try await rig.month.output("start", "late", "--key", key, "--items", "[{\"id\": \"b1\", \"driver\": \"\(driver)\"}]")
    }
    try await eventually("both were written to") { try await rig.statuses() == ["delivered": 2] }
    _ = try await rig.month.output("send", "late/a1", "settled", "--data", "{\"said\": \"Erika Mustermann called\"}")
    try await eventually("it is over") { try await rig.says("list", "late/a1").contains("completed") }
    let everywhere = """
      SELECT (SELECT count(*) FROM item WHERE fields::text LIKE '%Erika%')::int + (SELECT count(*) FROM inbox WHERE data::text LIKE '%Erika%')::int
        + (SELECT count(*) FROM outbox WHERE body::text LIKE '%Erika%' OR convert_from(bytes, 'UTF8') LIKE '%Erika%')::int
        + (SELECT count(*) FROM history WHERE event::text LIKE '%Erika%' OR changes::text LIKE '%Erika%')::int
      """
    #expect(try await rig.count(everywhere) > 2)
    let steps = try await rig.count("SELECT count(*)::int FROM history")
    let dry = try await rig.says("forget", "--item-field", "driver=Erika Mustermann", "--dry-run")
    #expect(dry == "driver to be forgotten in 1 instance, in DATABASE:\n  late/a1  completed\n", "\(dry)")
    #expect(try await rig.count(everywhere) > 2, "a dry run changes nothing")
    let told = try await rig.shows("forget", "forget", "--item-field", "driver=Erika Mustermann", "--reason", "request of 3 June", "--yes")
    #expect(told.contains("late/a1: forgotten in "), "\(told)")
    #expect(try await rig.count(everywhere) == 0)
    #expect(try await rig.count("SELECT count(*)::int FROM history") == steps)
    #expect(try await rig.count("SELECT count(*)::int FROM item WHERE fields ->> 'driver' = 'Max Beispiel'") == 1, "the other stays")
    #expect(try await rig.says("message", try await rig.message("late/a1"), "--source").hasPrefix("forgotten; SHA-256 was "))
    try rig.checkPage("forget")
    let audit = try await rig.says("audit")
    #expect(audit.contains("forget --item-field driver  late/a1  forgotten in") && !audit.contains("Erika"), "\(audit)")

    #expect(
      try await rig.says("prune", "--older-than", "1d", "--reason", "old", "--yes").hasPrefix(
        "Nothing ended before TIME, and no record is past"))
    let dryPrune = try await rig.says("prune", "--older-than", "0s", "--dry-run")
    #expect(dryPrune.contains("  1 instance that ended before TIME\n"), "\(dryPrune)")
    #expect(try await rig.says("prune", "--older-than", "0s", "--reason", "old", "--yes").contains("instances: 1 removed\n"))
    #expect(try await rig.count("SELECT (SELECT count(*) FROM instance WHERE key = 'a1')::int + (SELECT count(*) FROM outbox)::int") == 1)
    run.signal(SIGTERM)
    try await run.ended()
  }
}
