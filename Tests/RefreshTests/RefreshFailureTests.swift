import CEL
import Calendar
import PostgreSQL
import Refresh
import Report
import Source
import SourceSQL
import TestSupport
import Testing

@Suite struct `A refresh that fails` {
  /// Yesterday's rows are there, the log says what went wrong, and the next run works.
  private func stands(_ rig: RefreshRig, _ words: String) async throws {
    #expect(try await rig.seen() == [100, 100, 10])
    let said = try await rig.words("SELECT coalesce(error_message, '') FROM bill_stop_batch_log WHERE status = 'failed'")
    #expect(said.count == 1 && said[0].contains(words), "\(said)")
    #expect(try await rig.number("SELECT count(*) FROM refresh_run WHERE status = 'running'") == 0)
  }

  /// What the source is made to hold, and what is said of it.
  @Test(arguments: [
    (
      "UPDATE customer SET current_balance = 100000000000000 WHERE cpc_customer_no = 'C7'",
      "column current_balance: 100000000000000.00 has more than 13 digits"
    ),
    (
      "UPDATE customer SET customer_name = repeat('ü', 256) WHERE cpc_customer_no = 'C7'",
      "column customer_name: 256 characters, the table keeps 255"
    ),
    ("UPDATE customer SET cpc_customer_no = NULL WHERE cpc_customer_no = 'C7'", "column cpc_customer_no: a value is missing"),
    ("INSERT INTO customer (SELECT * FROM customer LIMIT 1)", "duplicate key"),
    ("ALTER TABLE customer ALTER address TYPE bytea USING ''", "another type"),
    ("ALTER TABLE customer DROP address", "address"),
    ("DELETE FROM customer", "answered with no rows, and there were some before"),
  ])
  func `leaves what was there, and says row and column`(change: String, words: String) async throws {
    let rig = try await RefreshRig.make(rows: 100)
    try await rig.run()
    try await rig.atSource(change)
    let failure = try await rig.failure { try await rig.run("2026-06-01T21:00:00Z") }
    #expect(failure.text.contains(words), "\(failure)")
    try await stands(rig, words)
  }

  @Test func `because the table is locked says so`() async throws {
    let rig = try await RefreshRig.make(rows: 100)
    try await rig.run()
    let holder = try await rig.target.connect()
    try await holder.execute("BEGIN; LOCK TABLE bill_stop_details IN SHARE MODE")
    let failure = try await rig.failure { try await rig.run("2026-06-01T21:00:00Z") }
    #expect(failure.text.contains("the table bill_stop_details is locked"), "\(failure)")
    try await holder.execute("COMMIT")
    try await stands(rig, "locked")
    await holder.close()
    try await rig.run("2026-06-01T22:00:00Z")
  }

  @Test func `because the source hangs is given up in time`() async throws {
    let rig = try await RefreshRig.make(rows: 100)
    try await rig.run()
    try await rig.atSource("ALTER TABLE customer RENAME TO slow; CREATE VIEW customer AS SELECT slow.* FROM slow, pg_sleep(600)")
    let source = RefreshSource(try rig.refresher())
    let outcome = await source.ask(
      SourceRequest(name: "refresh/bill-stop", input: [:], askedAt: try Instant(parsing: "2026-06-01T21:00:00Z"), timeoutSeconds: 0.5))
    guard case .failed(let failure) = outcome else { throw TestSupportError("\(outcome)") }
    #expect(failure.text.contains("took longer"), "\(failure)")
    #expect(failure.retry == .later(afterSeconds: nil))
    try await stands(rig, "stopped")
  }

  /// Ten backends of source or target end at some moment of ten runs; a hundred in the soak.
  @Test func `because source or target dies brings yesterday's rows or today's, nothing else`() async throws {
    let rig = try await RefreshRig.make(rows: 20_000)
    try await rig.run()
    var old = try await rig.seen()
    var random = SeededNumbers(seed: 7)
    for round in 1...Soak.kills {
      try await rig.atSource("INSERT INTO customer SELECT 'CRP0', 'N\(round)', 'x', 'y', NULL, 'Active Billing', 1, now()")
      let running = Task { try await rig.run("2026-06-01T21:\(10 + round % 50):\(10 + round / 50)Z") }
      let victim = round.isMultiple(of: 2) ? rig.source : rig.target
      let moment = Double(random.next() % 120) / 1_000
      await RefreshRig.timing.pause(moment)
      let killer = try await victim.connect()
      _ = try await killer.query(
        Statement(
          "Kill",
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'tocsin%'"
        ))
      await killer.close()
      let ended = await running.result
      let seen = try await eventually("the books answer again") { try? await rig.seen() }
      switch ended {
      case .success: #expect(seen[0] == 20_000 + round)
      case .failure(let error):
        // Killed while it committed, the answer is lost: the books know.
        #expect(seen == old || seen[0] == 20_000 + round, "\(error)")
      }
      #expect(seen[0] == seen[1], "rows and summary are of one batch")
      old = seen
      try await settle(rig)
    }
    let last = try await rig.run("2026-06-01T23:00:00Z")
    #expect(try await rig.seen()[0] == last.rows)
  }

  /// The log tells the truth about every run once leases are over; here they are ended by hand.
  private func settle(_ rig: RefreshRig) async throws {
    _ = try await eventually("leases are ended") {
      try? await rig.pool.query(
        Statement("Expire", "UPDATE refresh_run SET lease_until = now() - interval '1 second' WHERE ended_at IS NULL"))
    }
    try await RefreshBooks(rig.pool).sweep(rig.plan)
    #expect(try await rig.number("SELECT count(*) FROM bill_stop_batch_log WHERE status = 'running'") == 0)
    #expect(
      try await rig.number(
        "SELECT count(*) FROM refresh_run r JOIN bill_stop_batch_log l ON l.start_time = r.asked_at AT TIME ZONE 'Asia/Dhaka' WHERE l.status <> r.status"
      ) == 0)
  }

  @Test func `a run that was taken for dead does not bring its rows`() async throws {
    let rig = try await RefreshRig.make(rows: 100)
    try await rig.run()
    let blocker = try await rig.source.connect()
    try await blocker.execute("BEGIN; LOCK customer")
    let stalled = Task { try await rig.run("2026-06-01T21:00:00Z") }
    try await eventually("it asks") { try await rig.number("SELECT count(*) FROM refresh_run WHERE status = 'running'") == 1 }
    _ = try await rig.pool.query(
      Statement("Bury", "UPDATE refresh_run SET status = 'failed', ended_at = now(), error = 'buried' WHERE ended_at IS NULL"))
    try await blocker.execute("DELETE FROM customer WHERE cpc_customer_no = 'C1'; COMMIT")
    let failure = try await rig.failure { _ = try await stalled.value }
    #expect(failure.kind == .lost || failure.kind == .source(.cancelled), "\(failure)")
    #expect(try await rig.seen() == [100, 100, 10])
    await blocker.close()
  }
}

@Suite struct `Readers during a refresh` {
  @Test func `see the old batch or the new, never a mixture, and never wait`() async throws {
    let rig = try await RefreshRig.make(rows: 30_000)
    try await rig.run()
    let reader = try await rig.target.connect(ConnectionOptions(settings: [.init("lock_timeout", "200")]))
    let look = Statement(
      "Look",
      """
      SELECT (SELECT count(*) FROM bill_stop_details WHERE batch_date = '2026-06-02'),
        (SELECT sum(current_balance)::int8 FROM bill_stop_details WHERE batch_date = '2026-06-02'),
        (SELECT sum(total_cpc_count)::int8 FROM bill_stop_summary WHERE batch_date = '2026-06-02')
      """)
    var seen: Set<[Int]> = []
    for round in 1...3 {
      try await rig.atSource(
        "UPDATE customer SET current_balance = current_balance + 1; INSERT INTO customer SELECT 'CRP0', 'R\(round)', 'x', 'y', NULL, 'Active Billing', 0, now()"
      )
      let running = Task { try await rig.run("2026-06-01T21:0\(round):00Z") }
      let isOver = Flag()
      let waiting = Task {
        _ = await running.result
        await isOver.set()
      }
      while await !isOver.value {
        let row = try await reader.query(look).only()
        seen.insert([try row.int(0), try row.int(1), try row.int(2)])
      }
      await waiting.value
      _ = try await running.value
      let row = try await reader.query(look).only()
      seen.insert([try row.int(0), try row.int(1), try row.int(2)])
    }
    await reader.close()
    #expect(seen.count <= 4, "\(seen)")
    #expect(seen.allSatisfy { $0[0] == $0[2] }, "\(seen)")
    #expect(seen.contains { $0[0] == 30_003 })
  }

  private actor Flag {
    var value = false
    func set() { value = true }
  }
}

/// Numbers that look like chance, the same in each run.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
