import CEL
import Calendar
import Foundation
import Store

/// A changing verb on things that have names: shown first, asked for, done, told one by one, kept in the audit.
struct Deed {
  let call: Invocation
  let by: String
  let reason: String

  struct Item {
    /// As the audit keeps it.
    var target: String
    /// As the list before the question shows it.
    var line: String
  }

  struct Outcome {
    var words: String
    var isDone = true
  }

  /// Items that are listed before the question; the rest is counted.
  private static let shownMax = 20
  /// Beyond these the audit keeps one line for all.
  private static let auditedMax = 200

  static let options = [
    Command.Option(name: "--reason", value: "TEXT", help: "Why; kept in the audit. Needed."),
    Command.Option(name: "--by", value: "NAME", help: "Who says so (default: the user of this shell)."),
    Command.Option(name: "--dry-run", value: nil, help: "Show what would be done, and do nothing."),
    Command.Option(name: "--yes", value: nil, help: "Do not ask."),
  ]

  /// - Parameter needsReason: a verb that did without one before goes on to.
  init(_ call: Invocation, needsReason: Bool = true) throws(UsageError) {
    self.call = call
    by = call.options["--by"] ?? call.environment["USER"] ?? "operator"
    reason = call.options["--reason"] ?? ""
    guard !needsReason || !reason.isEmpty || call.isSet("--dry-run") else {
      throw UsageError("\(call.command.name) needs --reason: somebody will ask why.")
    }
  }

  var isDryRun: Bool { call.isSet("--dry-run") }

  /// - Parameters:
  ///   - heading: what is about to happen, without the database: `2 messages to be released`.
  ///   - verb: as the question and the audit name it: `messages release`.
  ///   - perform: all of them; an outcome for each, in their order.
  func run(
    _ access: StoreAccess, verb: String, heading: String, _ items: [Item], perform: () async throws -> [Outcome]
  ) async throws -> ExitCode {
    if !call.isJSON { preview(heading, items, access) }
    if isDryRun {
      if call.isJSON { show(items, items.map { _ in Outcome(words: "nothing was done") }) }
      return .success
    }
    guard try Consent(call).isGiven(to: "\(verb) \(items.count)", in: access.databaseName) else {
      call.terminal.write("Nothing was done.")
      return .trouble
    }
    let outcomes = try await perform()
    show(items, outcomes)
    try await audit(items, outcomes, verb, access)
    return outcomes.allSatisfy(\.isDone) ? .success : .trouble
  }

  private func preview(_ heading: String, _ items: [Item], _ access: StoreAccess) {
    call.terminal.write("\(heading), in \(access.databaseName):")
    for item in items.prefix(Self.shownMax) { call.terminal.write("  \(Table.safe(item.line))") }
    if items.count > Self.shownMax { call.terminal.write("  … and \(items.count - Self.shownMax) more") }
  }

  private func show(_ items: [Item], _ outcomes: [Outcome]) {
    let told = Array(zip(items, outcomes))
    if call.isJSON {
      call.terminal.write(JSON.write(.list(told.map { ["target": .string($0.target), "outcome": .string($1.words)] })))
    } else {
      for (item, outcome) in told { call.terminal.write(Table.safe("\(item.target): \(outcome.words)")) }
    }
  }

  private func audit(_ items: [Item], _ outcomes: [Outcome], _ verb: String, _ access: StoreAccess) async throws {
    let now = try await access.now()
    func keep(_ target: String, _ words: String) async throws {
      try await access.store.audit(AuditEntry(at: now, by: by, verb: verb, target: target, reason: reason, outcome: words))
    }
    guard items.count > Self.auditedMax else {
      for (item, outcome) in zip(items, outcomes) { try await keep(item.target, outcome.words) }
      return
    }
    let counts = Dictionary(grouping: outcomes, by: \.words).map { "\($0.value.count) \($0.key)" }.sorted()
    try await keep("\(items[0].target) and \(items.count - 1) more", counts.joined(separator: "; "))
  }
}

/// Asks before something is changed: on a terminal by a question that names the database, elsewhere by `--yes`.
struct Consent {
  private let call: Invocation

  init(_ call: Invocation) { self.call = call }

  func isGiven(to deed: String, in database: String) throws(UsageError) -> Bool {
    if call.isSet("--yes") { return true }
    guard isatty(STDIN_FILENO) == 1, !call.isJSON else {
      throw UsageError("\(call.command.name) wants --yes where nobody can be asked.", hint: "--dry-run shows what it would do.")
    }
    call.terminal.write("\(deed) in \(database)? Type yes:")
    return readLine() == "yes"
  }
}
