import Foundation
import TestSupport
import Testing

/// What every verb that changes something has in common, over the list of all verbs: a new one must be put into one of these lists.
@Suite struct VerbStories {
  /// Changes nothing, or nothing of the installation's books.
  private static let reading: Set<String> = [
    "up", "run", "sample", "diff", "validate", "schema", "functions", "simulate", "test", "forecast", "preview", "status", "doctor",
    "contacts", "list", "show", "explain", "graph", "history", "replay", "timeline", "message", "mails", "outbox", "channels", "sources",
    "schedules", "events", "incidents", "audit", "report", "query", "export", "completions", "man", "version", "workflows", "answers",
  ]
  /// One word to one instance, tables that are added to, a copy that is made anew: never asked about.
  private static let unasked: Set<String> = ["migrate", "start", "send", "ack", "deploy"]
  private static let others: Set<String> = ["refresh"]

  /// A verb that asks, by an example that finds something to do, and what the audit calls it.
  private struct Asked {
    var words: [String]
    /// What the preview says, before the database.
    var heading: String
    /// What is told of the item.
    var outcome: String
    var audited: String

    init(_ words: String..., heading: String, outcome: String, audited: String? = nil) {
      (self.words, self.heading, self.outcome, self.audited) = (words, heading, outcome, audited ?? words[0])
    }
  }

  private static let asked: [Asked] = [
    Asked("channel", "pause", "email", heading: "1 channel to be paused", outcome: "email: paused", audited: "channel pause"),
    Asked("channel", "resume", "email", heading: "1 channel to be resumed", outcome: "email: resumed", audited: "channel resume"),
    Asked("suspend", "late/a1", heading: "1 instance to be suspended", outcome: "late/a1: suspended"),
    Asked("resume", "late/a1", heading: "1 instance to be resumed", outcome: "late/a1: resumed"),
    Asked("cancel", "late/a2", heading: "1 instance to be cancelled", outcome: "late/a2: cancelled"),
    Asked("reopen", "late/a2", heading: "1 instance to be reopened", outcome: "late/a2: reopened"),
    Asked(
      "messages", "hold", "--where", "key == 'a1'", heading: "1 message to be held", outcome: ": held", audited: "messages hold"),
    Asked(
      "messages", "release", "--where", "key == 'a1'", heading: "1 message to be released", outcome: ": released",
      audited: "messages release"),
    Asked(
      "messages", "cancel", "--where", "key == 'a1'", heading: "1 message to be cancelled", outcome: ": cancelled",
      audited: "messages cancel"),
    Asked(
      "maintenance", "open", "--channel", "email", "--until", "2199-01-01T00:00:00Z", heading: "1 window to be opened",
      outcome: ": window #1", audited: "maintenance open"),
    Asked("maintenance", "end", "1", heading: "1 window to be ended", outcome: "window #1: over", audited: "maintenance end"),
    Asked(
      "restore-check", "--hold", heading: "The outbox to be held", outcome: "outbox: held", audited: "restore-check --hold"),
    Asked(
      "restore-check", "--release", heading: "The outbox to be released", outcome: "outbox: released", audited: "restore-check --release"),
    Asked(
      "forget", "--item-field", "driver=Erika Mustermann", heading: "driver to be forgotten in 1 instance",
      outcome: "late/a3: forgotten in ", audited: "forget --item-field driver"),
    Asked("deploy", "--apply", heading: "VERSION becomes current", outcome: "late/a1: moved", audited: "deploy --apply"),
    Asked("prune", "--older-than", "0s", heading: "To be pruned", outcome: "instances: 0 removed"),
  ]
  /// Told in stories of their own: what they are about has to go wrong first.
  private static let elsewhere: Set<String> = ["redrive", "resend", "source"]

  @Test func `every verb is known to read or to change, and each that changes takes the same four switches`() async throws {
    let rig = try await OperatingRig.make("verbs")
    let help = try await rig.says("help")
    let verbs = Set(
      help.split(separator: "\n").filter { $0.hasPrefix("  ") }.compactMap { $0.split(separator: " ").first.map(String.init) }
        .filter { $0.allSatisfy { $0.isLetter || $0 == "-" } && !$0.hasPrefix("-") })
    let changing = Set(Self.asked.map { $0.words[0] }).union(Self.unasked).union(Self.elsewhere)
    let known = Self.reading.union(changing).union(Self.others)
    #expect(verbs.count > 40 && verbs.subtracting(known).isEmpty, "put into one of the lists: \(verbs.subtracting(known).sorted())")
    for verb in changing.sorted() {
      let words = try await rig.says("help", verb)
      for option in ["--dry-run", "--yes", "--reason", "--by"] { #expect(words.contains(option), "\(verb) has no \(option)") }
    }
  }

  @Test func `each shows what it matched and where, asks, does nothing dry, tells each item, and is in the audit`() async throws {
    let rig = try await OperatingRig.make("asked", Self.files)
    for key in ["a1", "a2"] { _ = try await rig.month.output("start", "late", "--key", key) }
    let rows = "[{\"id\": \"1\", \"driver\": \"Erika Mustermann\"}]"
    _ = try await rig.month.output("start", "late", "--key", "a3", "--items", rows)
    _ = try await rig.month.output("channel", "pause", "email", "--reason", "to have something unsent", "--yes")
    let run = try rig.month.start("run", "--quiet")
    try await eventually("all wait") { try await rig.statuses() == ["pending": 3] }
    run.signal(SIGTERM)
    try await run.ended()
    _ = try await rig.month.output("channel", "resume", "email", "--reason", "to begin with", "--yes")

    for one in Self.asked {
      if one.words[0] == "deploy" {
        let text = try #require(Self.files["workflows/late.yaml"]?.replacingOccurrences(of: "7d", with: "8d"))
        try OperatingRig.write("workflows/late.yaml", text, in: rig.folder.path)
      }
      if one.words[0] == "prune" { _ = try await rig.month.output("cancel", "late/a2", "--reason", "to have one that ended", "--yes") }
      let before = try await rig.says("audit", "--limit", "1000")
      let silent = try await rig.run(one.words + ["--yes"])
      #expect(silent.contains("needs --reason"), "\(one.words): \(silent)")
      let asked = try await rig.run(one.words + ["--reason", "because"])
      #expect(asked.contains("wants --yes where nobody can be asked"), "\(one.words): \(asked)")
      let dry = try await rig.run(one.words + ["--dry-run"])
      #expect(dry.contains(one.heading) && dry.contains(", in DATABASE:\n  "), "\(one.words): \(dry)")
      #expect(try await rig.says("audit", "--limit", "1000") == before, "\(one.words): nothing was done so far")
      let done = try await rig.run(one.words + ["--reason", "because of \(one.audited)", "--by", "miriam", "--yes"])
      #expect(done.contains(one.outcome), "\(one.words): \(done)")
      let after = try await rig.says("audit", "--limit", "1000")
      #expect(after.contains("miriam  \(one.audited)  ") && after.contains("because of \(one.audited)"), "\(one.words): \(after)")
    }
    // One word to one instance is done at once, and kept all the same.
    #expect(try await rig.says("start", "late", "--key", "a9", "--dry-run") == "late/a9 would be opened, in DATABASE.\n")
    _ = try await rig.month.output("start", "late", "--key", "a9", "--reason", "a test", "--by", "miriam")
    #expect(try await rig.says("send", "late/a9", "settled", "--dry-run").contains("late/a9 would get “settled” at TIME, in DATABASE."))
    _ = try await rig.month.output("send", "late/a9", "settled", "--reason", "it is", "--by", "miriam")
    #expect(try await rig.says("migrate", "--dry-run") == "Nothing is missing, in DATABASE.\n")
    let audit = try await rig.says("audit", "--limit", "1000")
    #expect(audit.contains("miriam  start  late/a9  open  a test") && audit.contains("miriam  send  late/a9  settled  it is"), "\(audit)")
  }

  private static let files: [String: String] = {
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
    return files
  }()
}
