import Calendar
import PostgreSQL

/// The statements of the books of refreshes.
enum RefreshSQL {
  private static let columns = """
    id, refresh, asker, batch_date::text AS day, status, phase, is_incremental, rows, rows_expected, rows_written, summary_rows,
    read_at, asked_at, started_at, beat_at, ended_at, error
    """

  /// A run whose lease is over has died without a word. `$1` nil sweeps them all.
  static let sweep = Statement(
    "RefreshRunSweep",
    """
    UPDATE refresh_run SET status = 'failed', phase = 'over', ended_at = clock_timestamp(),
      error = 'ended without a word: its process died or lost the database'
    WHERE ended_at IS NULL AND lease_until < clock_timestamp() AND ($1::text IS NULL OR refresh = $1)
    RETURNING \(columns)
    """)

  /// The partial unique index lets one run of a refresh be at work: a second insert does nothing.
  static let begin = Statement(
    "RefreshRunBegin",
    """
    INSERT INTO refresh_run (refresh, asker, batch_date, is_incremental, rows_expected, asked_at, lease_until)
    VALUES ($1, $2, $3::text::date, $4,
      (SELECT r.rows FROM refresh_run r WHERE r.refresh = $1 AND r.status = 'completed' AND r.is_incremental = $4
       ORDER BY r.started_at DESC LIMIT 1),
      $5, clock_timestamp() + make_interval(secs => $6))
    ON CONFLICT (refresh) WHERE ended_at IS NULL DO NOTHING
    RETURNING \(columns)
    """)

  static let running = Statement("RefreshRunRunning", "SELECT \(columns) FROM refresh_run WHERE refresh = $1 AND ended_at IS NULL")

  /// The answer to the same question, asked again because its asker died after the rows were there.
  static let answered = Statement(
    "RefreshRunAnswered",
    "SELECT \(columns) FROM refresh_run WHERE refresh = $1 AND asker = $2 AND status = 'completed' ORDER BY id DESC LIMIT 1")

  static let lastWhole = Statement(
    "RefreshRunLastWhole",
    """
    SELECT \(columns) FROM refresh_run
    WHERE refresh = $1 AND status = 'completed' AND ($2 OR NOT is_incremental) ORDER BY started_at DESC LIMIT 1
    """)

  /// No row: the run was taken for dead.
  static let beat = Statement(
    "RefreshRunBeat",
    """
    UPDATE refresh_run SET rows = $2, phase = $3, rows_written = $5, beat_at = clock_timestamp(),
      read_at = CASE WHEN $3 = 'writing' THEN coalesce(read_at, clock_timestamp()) END,
      lease_until = clock_timestamp() + make_interval(secs => $4)
    WHERE id = $1 AND ended_at IS NULL RETURNING id
    """)

  /// In the transaction that brings the rows; the lease is the fence.
  static let complete = Statement(
    "RefreshRunComplete",
    """
    UPDATE refresh_run SET status = 'completed', phase = 'over', rows = $2, summary_rows = $3, beat_at = clock_timestamp(),
      ended_at = clock_timestamp()
    WHERE id = $1 AND ended_at IS NULL RETURNING \(columns)
    """)

  static let fail = Statement(
    "RefreshRunFail",
    """
    UPDATE refresh_run SET status = 'failed', phase = 'over', rows = $2, error = $3, beat_at = clock_timestamp(),
      ended_at = clock_timestamp()
    WHERE id = $1 AND ended_at IS NULL RETURNING \(columns)
    """)

  static let history = Statement(
    "RefreshRunHistory",
    "SELECT \(columns) FROM refresh_run WHERE ($1::text IS NULL OR refresh = $1) ORDER BY started_at DESC LIMIT $2")

  static let ofAskers = Statement(
    "RefreshRunOfAskers", "SELECT \(columns) FROM refresh_run WHERE asker = ANY($1) ORDER BY started_at DESC")
}

extension RefreshRun {
  init(_ row: Row) throws {
    guard let status = Status(rawValue: try row.text("status")), let phase = Phase(rawValue: try row.text("phase")) else {
      throw RefreshFailure(.target, "a run of a refresh has a status that nobody knows")
    }
    self.init(
      id: try row.int("id"), refresh: try row.text("refresh"), asker: try row.optionalText("asker"),
      day: try .init(parsing: try row.text("day")), status: status, phase: phase, isIncremental: try row.bool("is_incremental"),
      rows: try row.int("rows"), rowsExpected: try row.optionalInt("rows_expected"), rowsWritten: try row.int("rows_written"),
      summaryRows: try row.optionalInt("summary_rows"),
      readAt: try row.optionalInstantMicroseconds("read_at").map { .init(microsecondsSinceEpoch: $0) },
      askedAt: .init(microsecondsSinceEpoch: try row.instantMicroseconds("asked_at")),
      startedAt: .init(microsecondsSinceEpoch: try row.instantMicroseconds("started_at")),
      beatAt: .init(microsecondsSinceEpoch: try row.instantMicroseconds("beat_at")),
      endedAt: try row.optionalInstantMicroseconds("ended_at").map { .init(microsecondsSinceEpoch: $0) },
      error: try row.optionalText("error"))
  }
}
