import CEL
import Calendar
import PostgreSQL
import Refresh
import Report
import Source
import TestSupport
import Testing

@Suite struct `A refresh` {
  @Test func `brings rows, summary and log together`() async throws {
    let rig = try await RefreshRig.make(rows: 1_000)
    let run = try await rig.run()
    #expect(run.rows == 1_000)
    #expect(run.summaryRows == 20)
    #expect(run.day.description == RefreshRig.day)
    #expect(try await rig.seen() == [1_000, 1_000, 100])
    #expect(
      try await rig.words(
        "SELECT concat_ws('|', crp_account_no, customer_name, address, last_bill_date, billing_status, current_balance, batch_date) FROM bill_stop_details WHERE cpc_customer_no = 'C10'"
      )
        == ["CRP10|Name 10|House 10|2026-05-28|Bill Stop Issue|9.50|2026-06-02"])
    #expect(
      try await rig.words(
        "SELECT concat_ws('|', batch_date, start_time, status, summary_count, details_count, error_message) FROM bill_stop_batch_log")
        == ["2026-06-02|2026-06-02 02:00:00|completed|20|1000"])
    #expect(try await rig.words("SELECT bill_stop_percentage::text FROM bill_stop_summary WHERE crp_account_no = 'CRP10'") == ["100.00"])
  }

  @Test func `of the same day replaces its rows, others stay for their days`() async throws {
    let rig = try await RefreshRig.make(rows: 100)
    try await rig.run()
    try await rig.atSource("DELETE FROM customer WHERE cpc_customer_no = 'C10'; UPDATE customer SET current_balance = 0")
    try await rig.run()
    #expect(try await rig.seen() == [99, 99, 9])
    for day in 3...6 { try await rig.run("2026-06-0\(day - 1)T20:00:00Z") }
    #expect(
      try await rig.words("SELECT DISTINCT batch_date::text FROM bill_stop_details ORDER BY 1") == [
        "2026-06-03", "2026-06-04", "2026-06-05", "2026-06-06",
      ])
    #expect(try await rig.number("SELECT count(DISTINCT batch_date) FROM bill_stop_summary") == 4)
  }

  @Test func `that was asked before by the same asker is not done twice`() async throws {
    let rig = try await RefreshRig.make(rows: 10)
    let source = RefreshSource(try rig.refresher())
    let request = SourceRequest(
      name: "refresh/bill-stop", input: [:], askedAt: try Instant(parsing: RefreshRig.morning), timeoutSeconds: 60, asker: "effect/1")
    let first = await source.ask(request)
    try await rig.atSource("DELETE FROM customer")
    #expect(await source.ask(request) == first)
    guard case .answered(let answer) = first else { throw TestSupportError("\(first)") }
    #expect(answer.data["rows"] == 10)
    #expect(answer.data["batch_date"] == "2026-06-02")
  }

  @Test func `of what changed puts it over the last batch`() async throws {
    let rig = try await RefreshRig.make(rows: 100) {
      $0.incremental = .init(key: ["cpc_customer_no"], parameter: "changed_since", wholeEveryDays: 7)
    }
    try await rig.run()
    try await rig.atSource(
      """
      UPDATE customer SET current_balance = 7000, changed = '2026-06-02 12:00' WHERE cpc_customer_no = 'C5';
      INSERT INTO customer VALUES ('CRP0', 'NEW', 'New', 'House', NULL, 'Bill Stop Issue', 1, '2026-06-02 12:00');
      DELETE FROM customer WHERE cpc_customer_no = 'C6';
      """)
    let next = try await rig.run("2026-06-02T20:00:00Z")
    #expect(next.isIncremental)
    // What was deleted there shows at the next whole run.
    #expect(try await rig.seen("2026-06-03") == [101, 101, 11])
    #expect(
      try await rig.words("SELECT current_balance::text FROM bill_stop_details WHERE cpc_customer_no = 'C5' ORDER BY batch_date") == [
        "4.50", "7000.00",
      ])
    let whole = try await rig.run("2026-06-09T20:00:00Z")
    #expect(!whole.isIncremental)
    #expect(try await rig.seen("2026-06-10") == [100, 100, 11])
  }

  @Test func `under way is not begun a second time`() async throws {
    let rig = try await RefreshRig.make(rows: 10)
    let blocker = try await rig.source.connect()
    try await blocker.execute("BEGIN; LOCK customer")
    let first = Task { try await rig.run() }
    try await eventually("the first asks") { try await rig.number("SELECT count(*) FROM refresh_run WHERE status = 'running'") == 1 }
    let failure = try await rig.failure { try await rig.run() }
    #expect(failure.kind == .running)
    #expect(failure.text.contains("already under way"))
    try await blocker.execute("COMMIT")
    #expect(try await first.value.rows == 10)
    await blocker.close()
  }

  @Test func `whose process died is told of at the next one`() async throws {
    let rig = try await RefreshRig.make(rows: 10)
    _ = try await rig.pool.query(
      Statement(
        "Dead",
        """
        WITH r AS (INSERT INTO refresh_run (refresh, batch_date, is_incremental, asked_at, lease_until)
          VALUES ('bill-stop', '2026-06-01', false, '2026-05-31T20:00:00Z', now() - interval '1 second'))
        INSERT INTO bill_stop_batch_log (batch_date, start_time, status) VALUES ('2026-06-01', '2026-06-01 02:00', 'running')
        """))
    try await rig.run()
    #expect(
      try await rig.words("SELECT status || ' ' || (error_message IS NOT NULL) FROM bill_stop_batch_log ORDER BY start_time") == [
        "failed true", "completed false",
      ])
    let history = try await RefreshBooks(rig.pool).history("bill-stop", limit: 5)
    #expect(history.map(\.status) == [.completed, .failed])
  }
}
