import Calendar
package import PostgreSQL

/// What is known of runs: which one is at work, how far it is, how the others ended.
package struct RefreshBooks: Sendable {
  let pool: ConnectionPool

  package init(_ pool: ConnectionPool) { self.pool = pool }

  /// A run at work, the newest first of those of one refresh, or of all.
  package func history(_ refresh: String?, limit: Int) async throws -> [RefreshRun] {
    try await pool.query(RefreshSQL.history, [.nullable(text: refresh), .int8(Int64(limit))]).map { try RefreshRun($0) }
  }

  /// Runs that these effects asked for, the newest first.
  package func runs(askedBy askers: [String]) async throws -> [RefreshRun] {
    guard !askers.isEmpty else { return [] }
    return try await pool.query(RefreshSQL.ofAskers, [.texts(askers)]).map { try RefreshRun($0) }
  }

  /// The last run that brought rows, incremental ones too.
  package func last(_ refresh: String) async throws -> RefreshRun? {
    try await pool.query(RefreshSQL.lastWhole, [.text(refresh), .bool(true)]).first.map { try RefreshRun($0) }
  }

  /// Notes the end of runs whose process died; the log of the plan's own says the same.
  package func sweep(_ plan: RefreshPlan) async throws {
    _ = try await pool.transaction { transaction in
      for row in try transaction.query(RefreshSQL.sweep, [.text(plan.name)]) {
        try BatchLog(plan).end(try RefreshRun(row), in: transaction)
      }
    }
  }

  /// How long a run is believed in after its last word, in seconds; it says one every `beatSeconds`, which is
  /// also how fresh the progress is that people see.
  static let leaseSeconds = 30.0
  static let beatSeconds = 0.5

  enum Beginning {
    case begun(RefreshRun)
    case running(RefreshRun?)
    /// The same question was answered before; its asker died before it heard.
    case answered(RefreshRun)
  }

  func begin(_ plan: RefreshPlan, asker: String?, askedAt: Instant, isIncremental: Bool) async throws -> Beginning {
    try await sweep(plan)
    let day = plan.zone.local(askedAt).date
    return try await pool.transaction { transaction in
      if let asker, let row = try transaction.query(RefreshSQL.answered, [.text(plan.name), .text(asker)]).first {
        return .answered(try RefreshRun(row))
      }
      let begun = try transaction.query(
        RefreshSQL.begin,
        [
          .text(plan.name), .nullable(text: asker), .text(day.description), .bool(isIncremental),
          .instant(askedAt.microsecondsSinceEpoch), .double(Self.leaseSeconds),
        ])
      guard let row = begun.first else {
        return .running(try transaction.query(RefreshSQL.running, [.text(plan.name)]).first.map { try RefreshRun($0) })
      }
      let run = try RefreshRun(row)
      try BatchLog(plan).begin(run, in: transaction)
      return .begun(run)
    }
  }

  /// - Returns: false where the run was taken for dead.
  func beat(_ run: RefreshRun, rows: Int, phase: RefreshRun.Phase, written: Int) async throws -> Bool {
    let parameters: [Parameter] = [
      .int8(Int64(run.id)), .int8(Int64(rows)), .text(phase.rawValue), .double(Self.leaseSeconds), .int8(Int64(written)),
    ]
    return try await pool.query(RefreshSQL.beat, parameters).first != nil
  }

  func fail(_ run: RefreshRun, _ plan: RefreshPlan, rows: Int, _ failure: RefreshFailure) async throws {
    _ = try await pool.transaction { transaction in
      let text = String(failure.description.prefix(Self.errorMax))
      let ended = try transaction.query(RefreshSQL.fail, [.int8(Int64(run.id)), .int8(Int64(rows)), .text(text)])
      if let row = ended.first { try BatchLog(plan).end(try RefreshRun(row), in: transaction) }
    }
  }

  /// Characters of an error that are kept.
  private static let errorMax = 2_000
}

/// The table with a row per run that the readers of the old system know: days and times as on their wall.
struct BatchLog {
  private let table: String?
  private let zone: Zone

  init(_ plan: RefreshPlan) { (table, zone) = (plan.log.map(quotedTable), plan.zone) }

  func begin(_ run: RefreshRun, in transaction: Transaction) throws {
    guard let table else { return }
    _ = try transaction.query(
      Statement(
        "BatchLogBegin",
        "INSERT INTO \(table) (batch_date, start_time, status) VALUES ($1::text::date, $2::text::timestamp, 'running')"),
      [.text(run.day.description), .text(startTime(run))])
  }

  /// A run is found by its day and start, which no other has.
  func end(_ run: RefreshRun, in transaction: Transaction) throws {
    guard let table else { return }
    _ = try transaction.query(
      Statement(
        "BatchLogEnd",
        """
        UPDATE \(table) SET status = $3, end_time = start_time + make_interval(secs => $4), duration_seconds = round($4)::int,
          summary_count = $5::int, details_count = $6::int, error_message = $7
        WHERE batch_date = $1::text::date AND start_time = $2::text::timestamp
        """),
      [
        .text(run.day.description), .text(startTime(run)), .text(run.status.rawValue), .double(run.seconds),
        .nullable(int8: run.summaryRows.map { Int64($0) }), .nullable(int8: run.status == .completed ? Int64(run.rows) : nil),
        .nullable(text: run.error),
      ])
  }

  private func startTime(_ run: RefreshRun) -> String { zone.local(run.askedAt).description }
}
