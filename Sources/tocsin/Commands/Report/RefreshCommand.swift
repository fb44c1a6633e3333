import CEL
import Calendar
import Refresh

extension Command {
  static let refresh = Command(
    name: "refresh", summary: "See how copies of slow databases are made anew; make one by hand.",
    discussion: """
      status   the refresh under way, with rows so far, rate and what is left; else the last one
      history  runs of before
      run      makes one now, progress on the screen; refused while one is under way. --follow tells it in lines of their own, also
               where there is no terminal

      Workflows do the same on their schedules (src: refresh/NAME). Readers see the rows of before until the new ones are
      there whole.
      """,
    arguments: [
      Argument(name: "status|history|run", help: "What to do."), Argument(name: "NAME", help: "The refresh.", isOptional: true),
    ],
    options: [
      Option(name: "--limit", value: "N", help: "At most so many runs (default 20)."),
      Option(name: "--follow", value: nil, help: "Progress in lines, one for each phase and every few seconds."),
      Option(name: "--whole", value: nil, help: "All rows, also where only changed ones would be asked for."),
      Option(name: "--at", value: "TIME", help: "RFC 3339; its day is the batch's."),
    ],
    run: { call in
      switch try call.required(0) {
      case "status": return try await status(call)
      case "history": return try await history(call)
      case "run": return try await run(try call.required(1), call)
      case let other:
        throw UsageError("refresh \(other) is nothing.", hint: "tocsin refresh status, history, or run NAME")
      }
    })

  private static func status(_ call: Invocation) async throws -> ExitCode {
    try await call.withReadingRoom { access, room in
      let plans = try call.argument(1).map { [try room.refreshes.plan($0)] } ?? room.refreshes.plans
      var latest: [RefreshRun] = []
      for plan in plans {
        try await room.books.sweep(plan)
        latest += try await room.books.history(plan.name, limit: 1)
      }
      if call.isJSON {
        call.terminal.write(JSON.write(.list(latest.map(\.json))))
      } else {
        for plan in plans {
          guard let run = latest.first(where: { $0.refresh == plan.name }) else {
            call.terminal.write("\(plan.name): never made")
            continue
          }
          call.terminal.write("\(plan.name): \(run.words(access.times))")
        }
      }
      return latest.contains { $0.status == .failed } ? .trouble : .success
    }
  }

  private static func history(_ call: Invocation) async throws -> ExitCode {
    try await call.withReadingRoom { access, room in
      let name = try call.argument(1).map { try room.refreshes.plan($0).name }
      for plan in room.refreshes.plans where name == nil || plan.name == name { try await room.books.sweep(plan) }
      let runs = try await room.books.history(name, limit: try call.number("--limit", default: 20))
      if call.isJSON {
        call.terminal.write(JSON.write(.list(runs.map(\.json))))
        return .success
      }
      var table = Table("REFRESH", "BATCH", "STARTED", "STATUS", "ROWS", "SUMMARY", "TOOK", "ERROR")
      for run in runs {
        table.add(
          run.refresh, run.day.description, access.times.second(run.startedAt), run.status.rawValue, ProgressLine.grouped(run.rows),
          run.summaryRows.map { ProgressLine.grouped($0) } ?? "", SpanText.words(seconds: Int64(run.seconds)),
          String((run.error ?? "").prefix(80)))
      }
      for line in table.lines(call.terminal) { call.terminal.write(line) }
      return .success
    }
  }

  private static func run(_ name: String, _ call: Invocation) async throws -> ExitCode {
    try await call.withReadingRoom { access, room in
      let plan = try room.refreshes.plan(name)
      let now: Instant
      if let text = call.options["--at"] { now = try Instant(parsing: text) } else { now = try await access.now() }
      let follower = RefreshFollower(room.books, plan.name, call.terminal, inLines: call.isSet("--follow"))
      let following = Task { await follower.follow() }
      defer { following.cancel() }
      let work = Task { () async -> Result<RefreshRun, RefreshFailure> in
        do throws(RefreshFailure) {
          return .success(try await room.refresher(plan, call).run(askedAt: now, isWhole: call.isSet("--whole")))
        } catch {
          return .failure(error)
        }
      }
      let signals = Signals { work.cancel() }
      let ended = await work.value
      withExtendedLifetime(signals) {}
      following.cancel()
      await following.value
      switch ended {
      case .success(let run):
        call.terminal.write(call.isJSON ? JSON.write(run.json) : "\(plan.name): \(run.words(access.times))")
        return .success
      case .failure(let failure):
        throw CommandError("\(failure.text).", hint: failure.detail.isEmpty ? nil : failure.detail)
      }
    }
  }
}

extension ReadingRoom {
  /// As above, with what cannot be set up told as a failure of the refresh.
  fileprivate func refresher(_ plan: RefreshPlan, _ call: Invocation) throws(RefreshFailure) -> Refresher {
    do {
      return try refresher(plan)
    } catch {
      throw RefreshFailure(.plan, (error as? UsageError)?.message ?? "\(error)")
    }
  }
}

/// Shows how far a refresh is, until it is told to stop.
struct RefreshFollower: Sendable {
  private let books: RefreshBooks
  private let name: String
  private let terminal: Terminal
  private let inLines: Bool
  private let clock = SystemClock()

  init(_ books: RefreshBooks, _ name: String, _ terminal: Terminal, inLines: Bool) {
    (self.books, self.name, self.terminal, self.inLines) = (books, name, terminal, inLines)
  }

  private static let pauseSeconds = 0.5

  func follow() async {
    let progress = RefreshLines(terminal, inLines: inLines)
    while !Task.isCancelled {
      await clock.pause(seconds: Self.pauseSeconds)
      // What cannot be looked at now is looked at next time; the refresh itself says how it ended.
      guard let run = try? await books.history(name, limit: 1).first, run.status == .running else { continue }
      progress.show(run)
    }
    progress.end()
  }
}

/// How far a refresh is, as its watcher sees it: one line that is written over, or lines of their own.
final class RefreshLines {
  private let terminal: Terminal
  private let line: ProgressLine
  private let inLines: Bool
  private let clock = SystemClock()
  private var shown: (phase: RefreshRun.Phase, at: Double)?

  /// - Parameter inLines: for those who have no terminal, or want to keep what was said.
  init(_ terminal: Terminal, inLines: Bool) {
    (self.terminal, self.inLines) = (terminal, inLines)
    line = ProgressLine(terminal, expected: nil, alsoBesideRows: true)
  }

  /// So often the same phase is told of again.
  private static let againSeconds = 1.0

  func show(_ run: RefreshRun) {
    guard inLines else { return line.show(run.progressWords) }
    let now = clock.monotonicSeconds()
    if let shown, shown.phase == run.phase, now - shown.at < Self.againSeconds { return }
    shown = (run.phase, now)
    terminal.write("\(run.refresh): \(run.progressWords)")
  }

  func end() { line.end() }
}

extension RefreshRun {
  /// `completed 2026-06-02 02:11, 174,362 rows for 2026-06-02, summary 402, took 4 minutes 12 seconds`
  func words(_ times: TimeText) -> String {
    switch status {
    case .running:
      return "running since \(times.second(startedAt)), \(progressWords)"
    case .completed:
      let summary = summaryRows.map { $0 > 0 ? ", summary \(ProgressLine.grouped($0))" : "" } ?? ""
      let kind = isIncremental ? " (changed ones put over the last)" : ""
      return "completed \(times.second(endedAt ?? beatAt)), \(ProgressLine.grouped(rows)) rows for \(day)\(kind)\(summary), "
        + "took \(SpanText.words(seconds: Int64(seconds)))"
    case .failed:
      return "failed \(times.second(endedAt ?? beatAt)) after \(ProgressLine.grouped(rows)) rows: \(error ?? "")"
    }
  }

  /// What it is at, how far, and how long that may still take: `reading [####    ] 55,107 of about 112,597 rows, 8,138 a second, …`
  var progressWords: String {
    switch phase {
    case .asking: "asking: no row yet after \(SpanText.words(seconds: Int64(seconds)))"
    case .reading: "reading \(ProgressLine.text(rows: rows, expected: rowsExpected, seconds: readSeconds))"
    case .writing where rowsWritten < rows:
      "\(readWords), writing \(ProgressLine.text(rows: rowsWritten, of: rows, perSecond: writtenPerSecond))"
    case .writing: "\(readWords) and written, summing up"
    case .over: "over"
    }
  }

  private var readWords: String { "\(ProgressLine.grouped(rows)) rows read in \(SpanText.words(seconds: Int64(readSeconds)))" }

  var json: Value {
    var fields: ValueMap = [
      "refresh": .string(refresh), "batch_date": .string(day.description), "status": .string(status.rawValue),
      "phase": .string(phase.rawValue), "rows": .int(Int64(rows)), "seconds": .double(seconds),
      "rowsWritten": .int(Int64(rowsWritten)), "rowsPerSecond": .double(rowsPerSecond), "startedAt": .string(startedAt.description),
      "incremental": .bool(isIncremental),
    ]
    if let rowsExpected { fields["rowsExpected"] = .int(Int64(rowsExpected)) }
    if let secondsLeft { fields["secondsLeft"] = .double(secondsLeft) }
    if let summaryRows { fields["summaryRows"] = .int(Int64(summaryRows)) }
    if let endedAt { fields["endedAt"] = .string(endedAt.description) }
    if let error { fields["error"] = .string(error) }
    return .map(fields)
  }
}
