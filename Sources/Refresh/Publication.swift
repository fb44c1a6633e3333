import Calendar
import PostgreSQL
import Report

/// The one transaction in which a batch becomes visible: old rows of its day out, new rows in, summaries, log; all or nothing.
struct Publication: Sendable {
  let plan: RefreshPlan
  let run: RefreshRun
  /// The run over whose rows the changed ones are put; nil where all rows are new.
  let base: RefreshRun?
  let target: ConnectionPool
  let progress: RefreshProgress

  func publish(_ spool: Spool) async throws -> RefreshRun {
    try await target.withConnection { connection in
      let table = try await TargetTable.read(plan.table, connection)
      let columns = try columns(table)
      let difference = base == nil ? RowDifference(table, plan, columns: columns) : nil
      let (reader, rows) = (spool.reader(), progress.rows)
      let ended = try await withTaskCancellationHandler {
        try await connection.transaction { transaction in
          try write(reader, columns: columns, rows: rows, difference, in: transaction)
        }
      } onCancel: {
        // The transaction then ends with an error, and nothing of it stands.
        Task { try? await connection.cancel() }
      }
      withExtendedLifetime(spool) {}
      await tidyUp(connection)
      return ended
    }
  }

  /// New statistics, and rows of before out of the readers' way: each look at a parent account would else meet them too, until the server
  /// comes to it by itself. Readers do without for a while, so a failure is no failure of the batch. The end of the table is not cut off,
  /// for that takes a lock that readers wait for; and no helpers are asked for, which would take their processors.
  private func tidyUp(_ connection: Connection) async {
    _ = try? await connection.execute("VACUUM (ANALYZE, TRUNCATE off, PARALLEL 0) \(quotedTable(plan.table))")
  }

  private func columns(_ table: TargetTable) throws -> [String] {
    let day = plan.dateColumn.map { (column: $0, date: run.day) }
    return try CopyEncoder(table, plan.report.columns, day: day, zone: plan.zone).columnNames
  }

  private func write(
    _ reader: SpoolReader, columns: [String], rows: Int, _ difference: RowDifference?, in transaction: Transaction
  ) throws -> RefreshRun {
    _ = try transaction.query(
      Statement("RefreshZone", "SELECT set_config('timezone', $1, true)"), [.text(plan.zone.identifier)])
    let copied =
      if base != nil { try putOver(reader, columns, transaction) } else { try replace(reader, columns, difference, transaction) }
    guard copied == rows else { throw RefreshFailure(.target, "\(rows) rows were read and \(copied) arrived") }
    if let column = plan.durationColumn { try stampDuration(column, transaction) }
    var summaryRows = 0
    for summary in plan.summaries { summaryRows += try write(summary, transaction) }
    try prune(transaction)
    let total = base == nil ? rows : try count(transaction)
    // The fence: a run that was taken for dead does not bring its rows any more.
    let ended = try transaction.query(
      RefreshSQL.complete, [.int8(Int64(run.id)), .int8(Int64(total)), .int8(Int64(summaryRows))])
    guard let row = ended.first else {
      throw RefreshFailure(.lost, "the refresh \(plan.name) was taken for dead; its rows are not brought")
    }
    let completed = try RefreshRun(row)
    try BatchLog(plan).end(completed, in: transaction)
    return completed
  }

  private var day: [Parameter] { plan.dateColumn == nil ? [] : [.text(run.day.description)] }

  /// ` WHERE "batch_date" = $1`
  private func ofDay(_ alias: String = "") -> String {
    plan.dateColumn.map { " WHERE \(alias)\(quoted($0)) = $1::text::date" } ?? ""
  }

  private func replace(
    _ reader: SpoolReader, _ columns: [String], _ difference: RowDifference?, _ transaction: Transaction
  ) throws -> Int {
    if let difference, try isAnyThere(transaction) {
      try transaction.execute(difference.aside)
      let copied = try copy(reader, columns, into: RowDifference.name, transaction)
      try difference.bring(copied, day: day, transaction)
      return copied
    }
    _ = try transaction.query(Statement("RefreshClear", "DELETE FROM \(quotedTable(plan.table))\(ofDay())"), day)
    return try copy(reader, columns, into: quotedTable(plan.table), transaction)
  }

  private func isAnyThere(_ transaction: Transaction) throws -> Bool {
    try transaction.query(
      Statement("RefreshAny", "SELECT EXISTS (SELECT FROM \(quotedTable(plan.table))\(ofDay()))"), day
    ).only().bool(0)
  }

  /// The rows of the last batch, with the changed ones in their place.
  private func putOver(_ reader: SpoolReader, _ columns: [String], _ transaction: Transaction) throws -> Int {
    guard let base, let incremental = plan.incremental else { return 0 }
    let table = quotedTable(plan.table)
    let names = columns.map(quoted).joined(separator: ", ")
    try transaction.execute("CREATE TEMP TABLE refresh_changed ON COMMIT DROP AS SELECT \(names) FROM \(table) WITH NO DATA")
    let copied = try copy(reader, columns, into: "refresh_changed", transaction)
    if let dateColumn = plan.dateColumn, base.day != run.day {
      let kept = columns.filter { $0 != dateColumn }.map(quoted).joined(separator: ", ")
      _ = try transaction.query(Statement("RefreshClear", "DELETE FROM \(table)\(ofDay())"), day)
      _ = try transaction.query(
        Statement(
          "RefreshCarryOver",
          "INSERT INTO \(table) (\(kept), \(quoted(dateColumn))) SELECT \(kept), $1::text::date FROM \(table) WHERE \(quoted(dateColumn)) = $2::text::date"
        ), day + [.text(base.day.description)])
    }
    let match = (incremental.key + (plan.dateColumn.map { [$0] } ?? [])).map { "t.\(quoted($0)) = c.\(quoted($0))" }
    _ = try transaction.query(
      Statement("RefreshDropChanged", "DELETE FROM \(table) t USING refresh_changed c WHERE \(match.joined(separator: " AND "))"))
    _ = try transaction.query(
      Statement("RefreshPutChanged", "INSERT INTO \(table) (\(names)) SELECT \(names) FROM refresh_changed"))
    return copied
  }

  private func copy(_ reader: SpoolReader, _ columns: [String], into table: String, _ transaction: Transaction) throws -> Int {
    let names = columns.map(quoted).joined(separator: ", ")
    return try transaction.copyIn("COPY \(table) (\(names)) FROM STDIN (FORMAT binary)") { writer in
      try CopyEncoder.header.withUnsafeBytes { try writer.write($0) }
      try reader.read { bytes, part in
        try writer.write(bytes)
        progress.wrote(part: part)
      }
      try CopyEncoder.trailer.withUnsafeBytes { try writer.write($0) }
    }
  }

  private func stampDuration(_ column: String, _ transaction: Transaction) throws {
    let sql = """
      UPDATE \(quotedTable(plan.table)) SET \(quoted(column)) =
        (SELECT (extract(epoch FROM clock_timestamp() - started_at) * 1000)::int FROM refresh_run WHERE id = \(run.id))\(ofDay())
      """
    _ = try transaction.query(Statement("RefreshStampDuration", sql), day)
  }

  /// A summary is computed from the rows as this transaction sees them.
  private func write(_ summary: RefreshPlan.Summary, _ transaction: Transaction) throws -> Int {
    _ = try transaction.query(
      Statement("SummaryClear", "DELETE FROM \(quotedTable(summary.table))\(ofDay())"), day)
    let names = summary.report.columns.map { quoted($0.name) }.joined(separator: ", ")
    let select = summary.report.sql.text { _, _ in "$1::text::date" }
    let parameters: [Parameter] = summary.report.sql.binds.isEmpty ? [] : [.text(run.day.description)]
    return try transaction.query(
      Statement("SummaryWrite", "INSERT INTO \(quotedTable(summary.table)) (\(names))\n\(select)"), parameters
    ).affected
  }

  private func prune(_ transaction: Transaction) throws {
    guard let dateColumn = plan.dateColumn else { return }
    let oldest: [Parameter] = [.text(run.day.adding(days: -plan.keepDays).description)]
    for table in [plan.table] + plan.summaries.map(\.table) {
      _ = try transaction.query(
        Statement("RefreshPrune", "DELETE FROM \(quotedTable(table)) WHERE \(quoted(dateColumn)) < $1::text::date"), oldest)
    }
  }

  private func count(_ transaction: Transaction) throws -> Int {
    try transaction.query(Statement("RefreshCount", "SELECT count(*) FROM \(quotedTable(plan.table))\(ofDay())"), day).only().int(0)
  }
}
