import CEL
import Calendar
import PostgreSQL
import Report
import Source
import SourceSQL
import TestSupport
import Testing

@Suite struct `Reports on PostgreSQL` {
  private static func database() async throws -> TestDatabase {
    let database = try await TestDatabase.make("reports")
    let connection = try await database.connect()
    try await connection.execute(
      """
      CREATE TABLE t (code char(8), n int, big bigint, small smallint, money numeric(15,2), rate float8, thin real, yes boolean, day date,
        at timestamp, moment timestamptz, note varchar(20), id uuid, doc jsonb);
      INSERT INTO t VALUES ('BMHHS', 7, 8000000000, -3, -12.50, 0.25, 0.5, true, '2026-06-05', '2026-06-05 10:00', '2026-06-05T04:00:00Z',
        'it''s', '00000000-0000-0000-0000-0000000000ff', '{"a": 1}');
      INSERT INTO t (code, n) VALUES ('EMPTY', NULL);
      """)
    await connection.close()
    return database
  }

  private static func source(_ database: TestDatabase, timeoutSeconds: Double = 60, connections: Int = 2) throws -> PostgresRowSource {
    PostgresRowSource(
      database.connectionString,
      SQLSettings(name: "ccb", zone: try Zone("Asia/Dhaka"), timeoutSeconds: timeoutSeconds, connections: connections))
  }

  private static func rows(_ source: any RowSource, _ query: ReportQuery) async throws -> [[Cell]] {
    var rows: [[Cell]] = []
    _ = try await source.run(query) { columns, batch in rows += batch.cells(columns) }
    return rows
  }

  private static func query(
    _ sql: String, _ columns: [ReportColumn]? = nil, _ arguments: [String: ReportQuery.Argument] = [:], timeoutSeconds: Double = 60
  ) throws -> ReportQuery {
    ReportQuery(name: "test", sql: try ReportSQL(parsing: sql), arguments: arguments, columns: columns, timeoutSeconds: timeoutSeconds)
  }

  @Test func `values come as their columns are declared`() async throws {
    let source = try Self.source(try await Self.database())
    let columns = [
      ReportColumn("day", .date), ReportColumn("code", .string), ReportColumn("n", .int), ReportColumn("big", .int),
      ReportColumn("small", .int),
      ReportColumn("money", .decimal), ReportColumn("rate", .double), ReportColumn("thin", .double), ReportColumn("yes", .bool),
      ReportColumn("at", .timestamp), ReportColumn("moment", .timestamp), ReportColumn("note", .string), ReportColumn("id", .string),
      ReportColumn("doc", .string),
    ]
    let rows = try await Self.rows(source, Self.query("SELECT * FROM t ORDER BY n", columns))
    let moment = try Instant(parsing: "2026-06-05T04:00:00Z")
    #expect(
      rows[0] == [
        .date(try LocalDate(parsing: "2026-06-05")), .string("BMHHS"), .int(7), .int(8_000_000_000), .int(-3),
        .decimal(try #require(DecimalValue("-12.50"))), .double(0.25), .double(0.5), .bool(true), .timestamp(moment), .timestamp(moment),
        .string("it's"), .string("00000000-0000-0000-0000-0000000000ff"), .string("{\"a\": 1}"),
      ])
    #expect(rows[1][1...2] == [.string("EMPTY"), .null])
    await source.close()
  }

  @Test func `parameters are parameters, and optional ones are missing`() async throws {
    let source = try Self.source(try await Self.database())
    let sql = "SELECT code FROM t WHERE (:note IS NULL OR note = :note) AND (:n IS NULL OR n = :n) AND (:day IS NULL OR day >= :day)"
    func codes(_ note: Cell, _ n: Cell, _ day: Cell) async throws -> Int {
      try await Self.rows(
        source,
        Self.query(
          sql, nil, ["note": .init(type: .string, cell: note), "n": .init(type: .int, cell: n), "day": .init(type: .date, cell: day)])
      ).count
    }
    #expect(try await codes(.null, .null, .null) == 2)
    #expect(try await codes(.string("it's"), .null, .null) == 1)
    #expect(try await codes(.string("' OR true --"), .null, .null) == 0)
    #expect(try await codes(.null, .int(7), .date(try LocalDate(parsing: "2026-06-01"))) == 1)
    #expect(try await codes(.null, .null, .date(try LocalDate(parsing: "2026-07-01"))) == 0)
    await source.close()
  }

  @Test(arguments: [
    "SELECT setval('s', 5)", "SELECT nextval('s')", "WITH x AS (INSERT INTO t (n) VALUES (1) RETURNING n) SELECT * FROM x",
    "SELECT set_config('transaction_read_only', 'off', true), f()", "SELECT f()",
  ])
  func `what writes is refused by the session`(sql: String) async throws {
    let database = try await Self.database()
    let connection = try await database.connect()
    try await connection.execute(
      """
      CREATE SEQUENCE s;
      CREATE FUNCTION f() RETURNS int LANGUAGE sql VOLATILE AS 'INSERT INTO t (n) VALUES (1) RETURNING n';
      """)
    let source = try Self.source(database)
    await #expect(throws: ReportFailure.self) { _ = try await Self.rows(source, Self.query(sql)) }
    #expect(try await connection.query(Statement("Count", "SELECT count(*) FROM t")).only().int(0) == 2)
    await source.close()
    await connection.close()
  }

  @Test func `a value that does not fit names its row and column`() async throws {
    let source = try Self.source(try await Self.database())
    let query = try Self.query("SELECT x::numeric AS n FROM (VALUES (1.0), (2.0), (2.5)) v(x)", [ReportColumn("n", .int)])
    do {
      _ = try await Self.rows(source, query)
      Issue.record("it fitted")
    } catch let failure as ReportFailure {
      #expect(failure.kind == .unfit)
      #expect(failure.text == "row 3, column n: the value is no int")
    }
    await source.close()
  }

  @Test func `columns that were not declared, or are not there, are said`() async throws {
    let source = try Self.source(try await Self.database())
    for (sql, words) in [("SELECT n FROM t", "no column m"), ("SELECT n AS m, big FROM t", "does not declare: big")] {
      do {
        _ = try await Self.rows(source, Self.query(sql, [ReportColumn("m", .int)]))
        Issue.record("nothing was said")
      } catch let failure as ReportFailure {
        #expect(failure.text.contains(words), "\(failure)")
      }
    }
    await source.close()
  }

  @Test func `a source that hangs is given up after its time`() async throws {
    let source = try Self.source(try await Self.database())
    do {
      _ = try await Self.rows(source, Self.query("SELECT 1 FROM pg_sleep(600)", timeoutSeconds: 0.3))
      Issue.record("it answered")
    } catch let failure as ReportFailure {
      #expect(failure.kind == .timeout, "\(failure)")
    }
    // The connection is of use again.
    #expect(try await Self.rows(source, Self.query("SELECT 1")).count == 1)
    await source.close()
  }

  @Test func `a question that waits for a connection is given up after its time, and who holds it goes on`() async throws {
    let database = try await Self.database()
    let source = try Self.source(database, connections: 1)
    let holding = try await source.open(Self.query("SELECT n FROM t"))
    do {
      _ = try await Self.rows(source, Self.query("SELECT 1", timeoutSeconds: 0.3))
      Issue.record("it answered")
    } catch let failure as ReportFailure {
      #expect(failure.kind == .timeout && failure.detail.contains("all connections are in use"), "\(failure)")
    }
    #expect(try await holding.next()?.rows == 2)
    await holding.close()
    #expect(try await Self.rows(source, Self.query("SELECT 1", timeoutSeconds: 30)).count == 1)
    await source.close()
  }

  @Test func `who is stopped stops the source as well`() async throws {
    let database = try await Self.database()
    let source = try Self.source(database)
    let asking = Task { try await Self.rows(source, Self.query("SELECT 1 FROM pg_sleep(600)", timeoutSeconds: 500)) }
    let watcher = try await database.connect()
    let active = Statement(
      "Active",
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(600)%' AND state = 'active' AND pid <> pg_backend_pid()"
    )
    try await eventually("the source is busy") { try await watcher.query(active).only().int(0) == 1 }
    asking.cancel()
    do {
      _ = try await asking.value
      Issue.record("it answered")
    } catch let failure as ReportFailure {
      #expect(failure.kind == .cancelled, "\(failure)")
    }
    try await eventually("the source is idle") { try await watcher.query(active).only().int(0) == 0 }
    await watcher.close()
    await source.close()
  }

  @Test func `a connection that is lost in the middle is an error, not an end`() async throws {
    let database = try await Self.database()
    let source = try Self.source(database)
    let stream = try await source.open(Self.query("SELECT n, repeat('x', 1000) AS t FROM generate_series(1, 200000) n"))
    #expect(try await stream.next() != nil)
    let watcher = try await database.connect()
    _ = try await watcher.query(
      Statement(
        "Kill", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"))
    do {
      while try await stream.next() != nil {}
      Issue.record("it ended well")
    } catch {
      #expect(error.kind == .trouble, "\(error)")
    }
    await stream.close()
    #expect(try await Self.rows(source, Self.query("SELECT 1")).count == 1)
    await watcher.close()
    await source.close()
  }

  @Test func `a limit stops the stream, and says so`() async throws {
    let source = try Self.source(try await Self.database())
    var rows = 0
    let outcome = try await source.run(Self.query("SELECT n FROM generate_series(1, 1000000) n"), limit: 1_234) { _, batch in
      rows += batch.rows
    }
    #expect(outcome == ReportOutcome(rows: 1_234, isCut: true))
    #expect(rows == 1_234)
    await source.close()
  }

  @Test func `a workflow's question is answered with its rows`() async throws {
    let source = try Self.source(try await Self.database())
    let report = try ReportReader.read(
      "-- title: T\n-- source: ccb\n-- parameter: least int = 1\n-- column: code string\n-- column: money decimal\n-- column: at timestamp\n"
        + "SELECT code, money, at FROM t WHERE n >= :least", name: "the_rows")
    let question = ReportQuestion(name: report.sourceName, report: report, rows: source)
    let now = try Instant(parsing: "2026-06-05T04:00:00Z")
    let outcome = await question.ask(SourceRequest(name: "the-rows", input: ["least": 2], askedAt: now, timeoutSeconds: 60))
    let time = try #require(Timestamp(seconds: now.secondsSinceEpoch))
    #expect(
      outcome
        == .answered(
          SourceAnswer(data: [["code": "BMHHS", "money": -12.5, "at": .timestamp(time)]], complete: true, rows: 1, pages: 1)))
    let wrong = await question.ask(SourceRequest(name: "the-rows", input: ["most": 2], askedAt: now, timeoutSeconds: 60))
    guard case .failed(let failure) = wrong else { throw TestSupportError("\(wrong)") }
    #expect(failure.retry == .never)
    await source.close()
  }
}
