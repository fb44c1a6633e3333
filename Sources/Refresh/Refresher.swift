package import Calendar
package import PostgreSQL
package import Report

/// Makes one copy anew: asks the source, keeps the rows aside until all are there, then brings them in one transaction.
///
/// Readers see the rows of before until that transaction is committed, and never wait for it: it takes no lock that a reader
/// minds. Whatever fails before leaves everything as it was.
package struct Refresher: Sendable {
  package let plan: RefreshPlan
  package let books: RefreshBooks
  private let source: any RowSource
  private let target: ConnectionPool
  private let folder: String
  let timing: RefreshTiming

  /// - Parameters:
  ///   - target: our database; three connections or more, for rows, books and progress; its `lock_timeout` says how long a
  ///     locked table is waited for.
  ///   - folder: on a disk with room for the rows.
  package init(
    _ plan: RefreshPlan, source: any RowSource, target: ConnectionPool, folder: String, timing: RefreshTiming
  ) {
    (self.plan, self.source, self.target, self.folder, self.timing) = (plan, source, target, folder, timing)
    books = RefreshBooks(target)
  }

  /// - Parameters:
  ///   - asker: who asks; asked again by the same after it was done, it is not done again.
  ///   - askedAt: workflows' time; its day in the plan's zone is the batch's.
  package func run(asker: String? = nil, askedAt: Instant, isWhole: Bool = false) async throws(RefreshFailure) -> RefreshRun {
    do {
      let since = isWhole ? nil : try await changedSince(askedAt)
      switch try await books.begin(plan, asker: asker, askedAt: askedAt, isIncremental: since != nil) {
      case .answered(let run): return run
      case .running(let run):
        let words = run.map { ": \($0.rows) rows so far" } ?? ""
        throw RefreshFailure(.running, "the refresh \(plan.name) is already under way\(words)")
      case .begun(let run): return try await work(run, since: since)
      }
    } catch {
      throw RefreshFailure.target(error, plan)
    }
  }

  /// From when on rows have to be asked for; nil: all of them.
  private func changedSince(_ now: Instant) async throws -> RefreshRun? {
    guard let incremental = plan.incremental else { return nil }
    let whole = try await target.query(RefreshSQL.lastWhole, [.text(plan.name), .bool(false)]).first.map { try RefreshRun($0) }
    guard let whole, plan.zone.local(now).date < whole.day.adding(days: incremental.wholeEveryDays) else { return nil }
    return try await books.last(plan.name)
  }

  private func work(_ run: RefreshRun, since: RefreshRun?) async throws -> RefreshRun {
    let progress = RefreshProgress()
    do {
      return try await whileBeating(run, progress) {
        let spool = try await read(run, since: since, progress)
        progress.move(to: .writing)
        return try await Publication(plan: plan, run: run, base: since, target: target, progress: progress).publish(spool)
      }
    } catch {
      let failure = RefreshFailure.target(error, plan)
      await note(failure, of: run, rows: progress.rows)
      throw failure
    }
  }

  /// In a task that a cancelled caller does not take with it. What cannot be noted now (our database is gone) is noted by the next
  /// run, which finds the lease over.
  private func note(_ failure: RefreshFailure, of run: RefreshRun, rows: Int) async {
    let (books, plan) = (books, plan)
    await Task {
      do { try await books.fail(run, plan, rows: rows, failure) } catch {}
    }.value
  }

  private func read(_ run: RefreshRun, since: RefreshRun?, _ progress: RefreshProgress) async throws -> Spool {
    var input: [String: String] = [:]
    if plan.report.parameters.contains(where: { $0.name == Self.dayParameter }) { input[Self.dayParameter] = run.day.description }
    if let since, let incremental = plan.incremental { input[incremental.parameter] = since.askedAt.description }
    let query = try plan.report.query(input, timeoutSeconds: plan.report.timeoutSeconds ?? plan.timeoutSeconds)
    let table = try await target.withConnection { try await TargetTable.read(plan.table, $0) }
    let stream = try await source.open(query)
    do {
      let day = plan.dateColumn.map { (column: $0, date: run.day) }
      let encoder = try CopyEncoder(table, stream.columns, day: day, zone: plan.zone)
      let spool = try Spool(folder: folder, encoder: encoder)
      try await fill(spool, from: stream, progress)
      await stream.close()
      if progress.rows == 0, since == nil, !plan.mayBecomeEmpty { try await refuseEmpty() }
      return spool
    } catch {
      await stream.close()
      throw error
    }
  }

  /// A report that has it is told the day of the batch.
  private static let dayParameter = "batch_date"

  /// The next rows are on their way while the last are written down.
  private func fill(_ spool: Spool, from stream: any RowStream, _ progress: RefreshProgress) async throws {
    var batch = try await stream.next()
    while let current = batch {
      progress.add(current.rows)
      async let coming = stream.next()
      try await spool.append(current)
      batch = try await coming
    }
  }

  /// No rows where there were some: the source is in trouble, and what was there is worth more.
  private func refuseEmpty() async throws {
    let rows = try await target.query(
      Statement("TargetAny", "SELECT EXISTS (SELECT FROM \(quotedTable(plan.table)))"))
    guard try rows.only().bool(0) else { return }
    throw RefreshFailure(.emptied, "\(plan.report.name) answered with no rows, and there were some before: they stand")
  }

  /// Tells the books every second how far it is. Where they took the run for dead, the work is stopped.
  private func whileBeating(
    _ run: RefreshRun, _ progress: RefreshProgress, _ work: @escaping @Sendable () async throws -> RefreshRun
  ) async throws -> RefreshRun {
    try await withThrowingTaskGroup(of: RefreshRun?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        while !Task.isCancelled {
          await timing.pause(RefreshBooks.beatSeconds)
          guard !Task.isCancelled, try await beat(run, progress) else { break }
        }
        if Task.isCancelled { return nil }
        throw RefreshFailure(.lost, "the refresh \(plan.name) was taken for dead and is stopped")
      }
      defer { group.cancelAll() }
      while let ended = try await group.next() {
        if let ended { return ended }
      }
      throw CancellationError()
    }
  }

  /// A database that cannot be reached for a moment is no reason to stop: the lease is.
  private func beat(_ run: RefreshRun, _ progress: RefreshProgress) async throws -> Bool {
    let said = timing.elapsedSeconds()
    do {
      let isOurs = try await books.beat(run, rows: progress.rows, phase: progress.phase, written: progress.written)
      if isOurs { progress.heard(at: said) }
      // Completed in the meantime is as good as ours.
      return isOurs || progress.phase == .writing
    } catch {
      let silence = said - progress.lastHeard(default: said)
      if Task.isCancelled || silence < RefreshBooks.leaseSeconds { return true }
      throw error
    }
  }
}
