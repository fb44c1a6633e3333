import CEL
import Calendar
import PostgreSQL
import Refresh
import Report
import SourceSQL
import StorePostgres
import TestSupport

/// A source database with rows that a test decides, our own database with the shipped tables, and a refresh between them.
struct RefreshRig {
  let source: TestDatabase
  let target: TestDatabase
  let folder: TemporaryFolder
  let plan: RefreshPlan
  let pool: ConnectionPool

  static let day = "2026-06-02"
  static let morning = "2026-06-01T20:00:00Z"

  static let report = """
    -- title: Details
    -- source: ccb
    -- parameter: changed_since timestamp optional
    -- column: crp_account_no string
    -- column: cpc_customer_no string
    -- column: customer_name string
    -- column: address string
    -- column: last_bill_date date
    -- column: billing_status string
    -- column: current_balance decimal
    SELECT crp_account_no, cpc_customer_no, customer_name, address, last_bill_date, billing_status, current_balance
    FROM customer WHERE :changed_since IS NULL OR changed >= :changed_since
    """

  static let summary = """
    -- title: Summary
    -- source: tocsin
    -- parameter: batch_date date
    -- column: crp_account_no string
    -- column: total_cpc_count int
    -- column: bill_stop_count int
    -- column: active_billing_count int
    -- column: bill_stop_percentage decimal
    -- column: batch_date date
    SELECT crp_account_no, count(*)::int, (count(*) FILTER (WHERE billing_status = 'Bill Stop Issue'))::int,
      (count(*) FILTER (WHERE billing_status = 'Active Billing'))::int,
      round(100.0 * count(*) FILTER (WHERE billing_status = 'Bill Stop Issue') / count(*), 2), max(batch_date)
    FROM bill_stop_details WHERE batch_date = :batch_date GROUP BY crp_account_no
    """

  /// - Parameter rows: customers at the source.
  static func make(rows: Int, change: (inout RefreshPlan) -> Void = { _ in }) async throws -> RefreshRig {
    let source = try await TestDatabase.make("ccb")
    let target = try await TestDatabase.make("books")
    _ = try await PostgresStore.migrate(target.connectionString)
    let connection = try await source.connect()
    try await connection.execute(
      """
      CREATE TABLE customer (crp_account_no char(12), cpc_customer_no char(12), customer_name varchar(300), address text,
        last_bill_date date, billing_status varchar(60), current_balance numeric(20,2), changed timestamp);
      INSERT INTO customer SELECT 'CRP' || n % 20, 'C' || n, 'Name ' || n, 'House ' || n, '2026-05-28',
        CASE WHEN n % 10 = 0 THEN 'Bill Stop Issue' ELSE 'Active Billing' END, n - 0.5, '2026-06-01' FROM generate_series(1, \(rows)) n;
      """)
    await connection.close()
    var plan = RefreshPlan(
      name: "bill-stop", report: try ReportReader.read(report, name: "details"), table: "bill_stop_details", dateColumn: "batch_date",
      keepDays: 3, summaries: [.init(table: "bill_stop_summary", report: try ReportReader.read(summary, name: "summary"))],
      log: "bill_stop_batch_log", zone: try Zone("Asia/Dhaka"), timeoutSeconds: 120)
    change(&plan)
    return RefreshRig(
      source: source, target: target, folder: try TemporaryFolder.make(), plan: plan,
      pool: ConnectionPool(
        target.connectionString, size: 6, options: ConnectionOptions(settings: [.init("timezone", "UTC"), .init("lock_timeout", "700")])))
  }

  func refresher(_ rows: (any RowSource)? = nil) throws -> Refresher {
    let settings = SQLSettings(name: "ccb", zone: plan.zone, timeoutSeconds: 120, connections: 4)
    return Refresher(
      plan, source: rows ?? PostgresRowSource(source.connectionString, settings), target: pool, folder: folder.path, timing: Self.timing)
  }

  /// Real time, by looking again and again.
  static let timing = RefreshTiming(
    elapsedSeconds: { Double(MonotonicClock.milliseconds()) / 1_000 },
    pause: { seconds in
      let deadline = Deadline(inMilliseconds: Int64(seconds * 1_000))
      try? await eventually("time went by", limitMilliseconds: Int64(seconds * 1_000) + 60_000) { deadline.isOver || Task.isCancelled }
    })

  @discardableResult
  func run(_ morning: String = morning, isWhole: Bool = false) async throws -> RefreshRun {
    try await refresher().run(askedAt: try Instant(parsing: morning), isWhole: isWhole)
  }

  func atSource(_ sql: String) async throws {
    let connection = try await source.connect()
    try await connection.execute(sql)
    await connection.close()
  }

  func number(_ sql: String) async throws -> Int { try await pool.query(Statement("Number", sql)).only().int(0) }

  func words(_ sql: String) async throws -> [String] { try await pool.query(Statement("Words", sql)).map { try $0.text(0) } }

  /// Rows, sum of balances, summary: what readers of a day see.
  func seen(_ day: String = day) async throws -> [Int] {
    let row = try await pool.query(
      Statement(
        "Seen",
        """
        SELECT (SELECT count(*) FROM bill_stop_details WHERE batch_date = $1::text::date),
          (SELECT coalesce(sum(total_cpc_count), 0)::int8 FROM bill_stop_summary WHERE batch_date = $1::text::date),
          (SELECT coalesce(sum(bill_stop_count), 0)::int8 FROM bill_stop_summary WHERE batch_date = $1::text::date)
        """), [.text(day)]
    ).only()
    return [try row.int(0), try row.int(1), try row.int(2)]
  }

  func failure(_ body: () async throws -> Void) async throws -> RefreshFailure {
    do {
      try await body()
    } catch let failure as RefreshFailure {
      return failure
    }
    throw TestSupportError("it did not fail")
  }
}
