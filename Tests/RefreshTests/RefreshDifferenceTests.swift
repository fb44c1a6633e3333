import PostgreSQL
import Refresh
import TestSupport
import Testing

/// A second run on one day: what stands as it was read is not touched, so readers do not meet it twice.
@Suite struct `A refresh of a day that is there already` {
  private func places(_ rig: RefreshRig, _ condition: String = "true") async throws -> Set<String> {
    Set(
      try await rig.words(
        "SELECT ctid::text || ' ' || xmin::text || ' ' || cpc_customer_no FROM bill_stop_details WHERE \(condition)"))
  }

  @Test func `touches only rows that differ`() async throws {
    let rig = try await RefreshRig.make(rows: 100)
    try await rig.atSource("UPDATE customer SET address = NULL WHERE cpc_customer_no IN ('C7', 'C8')")
    try await rig.run()
    let before = try await places(rig)
    try await rig.atSource(
      """
      UPDATE customer SET current_balance = 7 WHERE cpc_customer_no = 'C1';
      UPDATE customer SET address = 'House' WHERE cpc_customer_no = 'C7';
      UPDATE customer SET last_bill_date = NULL WHERE cpc_customer_no = 'C9';
      DELETE FROM customer WHERE cpc_customer_no = 'C20';
      INSERT INTO customer VALUES ('CRP0', 'NEW', 'New', 'House', NULL, 'Bill Stop Issue', 1, '2026-06-02 12:00');
      """)
    let run = try await rig.run()
    #expect(run.rows == 100)
    #expect(try await rig.seen() == [100, 100, 10])
    let after = try await places(rig)
    #expect(before.intersection(after).count == 96)
    #expect(after.subtracting(before).map { String($0.split(separator: " ")[2]) }.sorted() == ["C1", "C7", "C9", "NEW"])
    #expect(
      try await rig.words(
        "SELECT concat_ws('|', current_balance, address, last_bill_date) FROM bill_stop_details WHERE cpc_customer_no IN ('C1', 'C7', 'C9') ORDER BY cpc_customer_no"
      ) == ["7.00|House 1|2026-05-28", "6.50|House|2026-05-28", "8.50|House 9"])
  }

  @Test func `leaves other days alone, and writes all where nothing stands`() async throws {
    let rig = try await RefreshRig.make(rows: 50)
    try await rig.run()
    let first = try await places(rig)
    try await rig.run("2026-06-02T20:00:00Z")
    #expect(try await places(rig, "batch_date = '2026-06-02'") == first)
    #expect(try await rig.seen("2026-06-03") == [50, 50, 5])
    try await rig.run("2026-06-02T20:00:00Z")
    #expect(try await places(rig, "batch_date = '2026-06-02'") == first)
    #expect(try await rig.number("SELECT count(*) FROM bill_stop_details") == 100)
  }

  @Test func `refuses a key that comes twice, also beside a row that stands`() async throws {
    let rig = try await RefreshRig.make(rows: 50)
    try await rig.run()
    let before = try await places(rig)
    try await rig.atSource("INSERT INTO customer SELECT * FROM customer WHERE cpc_customer_no = 'C5'")
    let failure = try await rig.failure { try await rig.run() }
    #expect(failure.text.contains("duplicate key value"), "\(failure)")
    #expect(try await places(rig) == before)
  }

  @Test func `writes all anew where the table tells its rows by nothing`() async throws {
    let rig = try await RefreshRig.make(rows: 50)
    try await rig.run()
    _ = try await rig.pool.query(
      Statement("Keyless", "ALTER TABLE bill_stop_details DROP CONSTRAINT bill_stop_details_cpc_customer_no_batch_date_key"))
    let before = try await places(rig)
    try await rig.run()
    #expect(try await rig.seen() == [50, 50, 5])
    #expect(try await places(rig).isDisjoint(with: before))
  }

  @Test func `is over for the books with what it wrote, and its rate does not fall while it writes`() async throws {
    let rig = try await RefreshRig.make(rows: 500)
    let holder = try await rig.target.connect()
    try await holder.execute("BEGIN; LOCK TABLE bill_stop_summary IN EXCLUSIVE MODE")
    let pool = ConnectionPool(rig.target.connectionString, size: 6, options: ConnectionOptions(settings: [.init("timezone", "UTC")]))
    let patient = RefreshRig(source: rig.source, target: rig.target, folder: rig.folder, plan: rig.plan, pool: pool)
    let running = Task { try await patient.run() }
    let seen: RefreshRun = try await eventually("all are written") {
      let run = try await RefreshBooks(rig.pool).history("bill-stop", limit: 1).first
      return run.flatMap { $0.rowsWritten == 500 && $0.phase == .writing ? $0 : nil }
    }
    let later: RefreshRun = try await eventually("it was heard of again") {
      let run = try await RefreshBooks(rig.pool).history("bill-stop", limit: 1).first
      return run.flatMap { $0.beatAt > seen.beatAt ? $0 : nil }
    }
    #expect(seen.readAt != nil && later.readAt == seen.readAt)
    #expect(later.rowsPerSecond == seen.rowsPerSecond && later.seconds > seen.seconds)
    #expect(later.secondsLeft == 0)
    try await holder.execute("COMMIT")
    #expect(try await running.value.rows == 500)
    await holder.close()
    await pool.close()
  }
}
