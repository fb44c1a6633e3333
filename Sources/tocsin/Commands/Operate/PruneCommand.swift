import CEL
import Calendar
import Machine
import Store

extension Command {
  static let prune = Command(
    name: "prune", summary: "Remove what ended long ago: instances with their messages, and months of the history that nobody needs.",
    discussion: """
      In small batches, so that nobody waits for it; safe to stop and to repeat. An instance goes when it ended before --older-than and
      nothing of it is unsent or unread; its key may then be opened again. Mails that came in before go when no instance of theirs is
      left. A month of the history goes whole, when no instance with steps
      in it is left.
      """,
    arguments: [Argument(name: "WORKFLOW", help: "Only this one's instances.", isOptional: true)],
    options: [
      Option(name: "--older-than", value: "AGE", help: "365d, 52w: counted from the end."),
      Option(name: "--batch", value: "N", help: "Instances in one transaction (default 200)."),
    ] + Deed.options,
    run: { call in
      guard let age = call.options["--older-than"] else { throw UsageError("prune needs --older-than.", hint: "For a start 365d.") }
      let deed = try Deed(call)
      let batch = try call.number("--batch", default: 200)
      return try await call.withStore { access in
        let before = try TimeOption.instant(age, before: try await access.now())
        let workflow = call.argument(0)
        let found = try await access.store.endedInstances(of: workflow, before: before, unredacted: false, limit: Pruning.instancesMax)
        let months = try await access.store.historyMonths().filter { "\($0.month)-31" < before.description }
        let mails = try await access.mails.countReceivedMails(before: before)
        guard !found.isEmpty || !months.isEmpty || mails > 0 else {
          call.terminal.write("Nothing ended before \(access.times.minute(before)).")
          return .success
        }
        let items =
          [Deed.Item(target: "instances", line: "\(found.count) instances that ended before \(access.times.minute(before))")]
          + months.map {
            Deed.Item(target: "history \($0.month)", line: "history \($0.month)  about \($0.steps) steps, if no instance is left")
          }
          + (mails > 0 ? [Deed.Item(target: "mails", line: "\(mails) mails that came in, if no instance of theirs is left")] : [])
        return try await deed.run(access, verb: "prune", heading: "To be removed", items) {
          try await Pruning(access: access, workflow: workflow, before: before, batch: batch).run(months.map(\.month), mails: mails)
        }
      }
    })
}

private struct Pruning {
  let access: StoreAccess
  let workflow: String?
  let before: Instant
  let batch: Int

  /// More in one call is for a second call.
  static let instancesMax = 1_000_000

  func run(_ months: [String], mails: Int) async throws -> [Deed.Outcome] {
    var removed = 0
    while true {
      let next = try await access.store.endedInstances(of: workflow, before: before, unredacted: false, limit: batch)
      let gone = next.isEmpty ? [] : try await access.store.prune(next)
      // What has something unsent or unread stays; where a whole batch stays, all that is left does.
      if gone.isEmpty { break }
      removed += gone.count
    }
    var outcomes = [Deed.Outcome(words: "\(removed) removed")]
    for month in months {
      let isGone = try await access.store.dropHistory(month: month)
      outcomes.append(Deed.Outcome(words: isGone ? "dropped" : "kept: instances with steps in it are still there"))
    }
    if mails > 0 {
      let count = try await access.mails.pruneReceivedMails(before: before)
      outcomes.append(Deed.Outcome(words: "\(count) removed"))
    }
    return outcomes
  }
}
