import CEL
import Calendar
import Executor
import Machine
import Store
import Workflow

extension Command {
  static let prune = Command(
    name: "prune", summary: "Take out of old records what `retention` names; remove what ended long ago, and months that nobody needs.",
    discussion: """
      In small batches, so that nobody waits for it; safe to stop and to repeat. Executors do the same by themselves, a batch at a time.
      Redacted is what its workflow's `retention` says; keys, ids, Message-IDs, states and times stay. Removed is what ended before
      --older-than, or before `storage.keepDays` of tocsin.yaml: an instance goes when nothing of it is unsent or unread, and its key may
      then be opened again; mails that came in before go when no instance of theirs is left. A month of the history goes whole, when no instance with steps in it is left.
      """,
    arguments: [Argument(name: "WORKFLOW", help: "Only this one's instances.", isOptional: true)],
    options: [
      Option(name: "--older-than", value: "AGE", help: "365d, 52w: counted from the end; `storage.keepDays` without it."),
      Option(name: "--batch", value: "N", help: "Instances in one transaction (default 200)."),
    ] + Deed.options,
    run: { call in
      let deed = try Deed(call)
      let batch = try call.number("--batch", default: 200)
      return try await call.withStore { access in
        let work = try await Pruning(call, access, batch: batch)
        guard !work.items.isEmpty else {
          call.terminal.write(work.nothing)
          return .success
        }
        return try await deed.run(access, verb: "prune", heading: "To be pruned", work.items) { try await work.run() }
      }
    })
}

/// What is due, and its doing.
private struct Pruning {
  private let access: StoreAccess
  private let round: RetentionRound
  private let workflow: String?
  /// What ended before is removed; nil: nothing is.
  private let before: Instant?
  private let batch: Int
  private let redactions: [RetentionRound.Due]
  private let months: [HistoryMonthRecord]
  private let ended: Int
  /// Mails that came in before.
  private let mails: Int

  /// More in one call is for a second call.
  private static let instancesMax = 100_000

  init(_ call: Invocation, _ access: StoreAccess, batch: Int) async throws {
    let files = try InstallationFiles(directory: call.directory, configuration: access.configuration)
    let now = try await access.now()
    (self.access, self.batch, workflow) = (access, max(1, batch), call.argument(0))
    round = RetentionRound(store: access.store, shelf: DefinitionShelf(store: access.store, loader: DefinitionReader(files: files)))
    let before: Instant?
    if let age = call.options["--older-than"] {
      before = try TimeOption.instant(age, before: now)
    } else {
      before = access.configuration.keepDays.map { now.adding(seconds: -Int64($0) * 86_400) }
    }
    // What goes altogether needs no redaction.
    let due = try await round.due(of: workflow, at: now, limit: Self.instancesMax)
    self.before = before
    redactions = due.filter { one in before.map { (one.instance.closedAt ?? now) >= $0 } ?? true }
    guard let before else { (months, ended, mails) = ([], 0, 0); return }
    months = try await round.months(before: before)
    ended = try await access.store.endedInstances(EndedFilter(workflow: workflow, before: before, limit: Self.instancesMax)).count
    mails = try await access.mails.countReceivedMails(before: before)
  }

  var items: [Deed.Item] {
    var items = redactions.map { due in
      let name = "\(due.instance.workflow)/\(due.instance.key)"
      return Deed.Item(target: name, line: "\(name)  to be redacted: \(due.fields.map(\.words).joined(separator: ", "))")
    }
    if let before, ended > 0 {
      let count = ended == 1 ? "1 instance" : "\(ended) instances"
      items.append(Deed.Item(target: "instances", line: "\(count) that ended before \(access.times.minute(before))"))
    }
    items += months.map {
      Deed.Item(target: "history \($0.month)", line: "history \($0.month)  about \($0.steps) steps, if no instance is left")
    }
    if mails > 0 { items.append(Deed.Item(target: "mails", line: "\(mails) mails that came in, if no instance of theirs is left")) }
    return items
  }

  var nothing: String {
    guard let before else { return "Nothing is due: no record is past its workflow's retention, and storage.keepDays says nothing." }
    return "Nothing ended before \(access.times.minute(before)), and no record is past its workflow's retention."
  }

  func run() async throws -> [Deed.Outcome] {
    var outcomes: [Deed.Outcome] = []
    for due in redactions {
      let changed = try await round.redact(due, at: try await access.now())
      outcomes.append(Deed.Outcome(words: changed.map { "redacted in \($0) rows" } ?? "not there any more", isDone: changed != nil))
    }
    guard let before else { return outcomes }
    if ended > 0 { outcomes.append(Deed.Outcome(words: "\(try await removed(before)) removed")) }
    for month in months {
      let isGone = try await access.store.dropHistory(month: month.month)
      outcomes.append(Deed.Outcome(words: isGone ? "dropped" : "kept: instances with steps in it are still there"))
    }
    if mails > 0 {
      let count = try await access.mails.pruneReceivedMails(before: before)
      outcomes.append(Deed.Outcome(words: "\(count) removed"))
    }
    return outcomes
  }

  private func removed(_ before: Instant) async throws -> Int {
    var removed = 0
    while true {
      let gone = try await round.remove(of: workflow, endedBefore: before, limit: batch)
      // What has something unsent or unread stays; where a whole batch stays, all that is left does.
      if gone.isEmpty { return removed }
      removed += gone.count
    }
  }
}
