#if ODBC
  import Calendar
  import Foundation
  import PostgreSQL
  import Report
  import SourceSQL
  import TestSupport
  import Testing

  /// Reports through real drivers: Debian's for PostgreSQL and for SQLite.
  @Suite struct `Reports behind an ODBC driver` {
    private static let drivers = "/usr/lib/\(architecture)-linux-gnu/odbc/"

    private static var architecture: String {
      #if arch(arm64)
        "aarch64"
      #else
        "x86_64"
      #endif
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

    /// The test server through psqlodbc.
    private static func postgres(_ database: TestDatabase) throws -> ODBCRowSource {
      ODBCRowSource(connection: database.odbcText(), SQLSettings(name: "ccb", zone: try Zone("Asia/Dhaka"), connections: 2))
    }

    @Test func `values and parameters pass through PostgreSQL's driver`() async throws {
      let database = try await TestDatabase.make("odbc")
      let connection = try await database.connect()
      try await connection.execute(
        """
        CREATE TABLE t (code char(8), n int, money numeric(15,2), rate float8, day date, at timestamp, note text);
        INSERT INTO t VALUES ('BMHHS', 7, -12.50, 0.25, '2026-06-05', '2026-06-05 10:00', '৳ ' || repeat('ü', 5000)), ('X', NULL, NULL, NULL, NULL, NULL, '');
        """)
      await connection.close()
      let source = try Self.postgres(database)
      let columns = [
        ReportColumn("code", .string), ReportColumn("n", .int), ReportColumn("money", .decimal), ReportColumn("rate", .double),
        ReportColumn("day", .date), ReportColumn("at", .timestamp), ReportColumn("note", .string),
      ]
      let rows = try await Self.rows(source, Self.query("SELECT * FROM t ORDER BY n", columns))
      #expect(
        rows[0] == [
          .string("BMHHS"), .int(7), .decimal(try #require(DecimalValue("-12.50"))), .double(0.25),
          .date(try LocalDate(parsing: "2026-06-05")),
          .timestamp(try Instant(parsing: "2026-06-05T04:00:00Z")), .string("৳ " + String(repeating: "ü", count: 5_000)),
        ])
      #expect(rows[1] == [.string("X"), .null, .null, .null, .null, .null, .string("")])
      let found = try await Self.rows(
        source,
        Self.query(
          "SELECT n FROM t WHERE code = CAST(:code AS char(8)) AND n = :n AND day >= :day AND at < :until AND note LIKE :note",
          [ReportColumn("n", .int)],
          [
            "code": .init(type: .string, cell: .string("BMHHS")), "n": .init(type: .int, cell: .int(7)),
            "day": .init(type: .date, cell: .date(try LocalDate(parsing: "2026-06-05"))),
            "until": .init(type: .timestamp, cell: .timestamp(try Instant(parsing: "2026-06-05T04:00:01Z"))),
            "note": .init(type: .string, cell: .string("৳%")),
          ]))
      #expect(found == [[.int(7)]])
      await source.close()
    }

    @Test func `what is wrong is said, and the connection is of use again`() async throws {
      let database = try await TestDatabase.make("odbc")
      let source = try Self.postgres(database)
      await #expect(throws: ReportFailure.self) { _ = try await Self.rows(source, Self.query("SELECT nothing FROM nowhere")) }
      do {
        _ = try await Self.rows(source, Self.query("SELECT 'x' AS n", [ReportColumn("n", .int)]))
        Issue.record("it fitted")
      } catch let failure as ReportFailure {
        #expect(failure.text.contains("row 1, column n: “x” is no int"), "\(failure)")
      }
      #expect(try await Self.rows(source, Self.query("SELECT 1 AS n", [ReportColumn("n", .int)])) == [[.int(1)]])
      // A superuser can write, which an installation is told.
      #expect(try await source.account() == .writes)
      await source.close()
    }

    @Test func `who is stopped stops the driver as well`() async throws {
      let database = try await TestDatabase.make("odbc")
      let source = try Self.postgres(database)
      let asking = Task { try await Self.rows(source, Self.query("SELECT 1 AS n FROM pg_sleep(600)", timeoutSeconds: 500)) }
      let watcher = try await database.connect()
      let active = Statement(
        "Active",
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(600)%' AND state = 'active' AND pid <> pg_backend_pid()"
      )
      try await eventually("the source is busy") { try await watcher.query(active).only().int(0) == 1 }
      asking.cancel()
      await #expect(throws: ReportFailure.self) { _ = try await asking.value }
      try await eventually("the source is idle") { try await watcher.query(active).only().int(0) == 0 }
      await watcher.close()
      await source.close()
    }

    @Test func `SQLite answers too, and an unreachable driver is said without its password`() async throws {
      let folder = try TemporaryFolder.make()
      let source = ODBCRowSource(
        connection: "Driver=\(Self.drivers)libsqlite3odbc.so;Database=\(folder.path)/x.db", SQLSettings(name: "lite"))
      let sql = "WITH t(n, name) AS (VALUES (1, 'Ünal'), (2, NULL)) SELECT n, name FROM t WHERE n >= :least"
      let rows = try await Self.rows(
        source,
        Self.query(sql, [ReportColumn("n", .int), ReportColumn("name", .string)], ["least": .init(type: .int, cell: .int(1))]))
      #expect(rows == [[.int(1), .string("Ünal")], [.int(2), .null]])
      await source.close()
      let nowhere = ODBCRowSource(connection: "Driver=/nowhere/driver.so;UID=x;PWD=verysecret", SQLSettings(name: "none"))
      do {
        _ = try await Self.rows(nowhere, Self.query("SELECT 1"))
        Issue.record("it answered")
      } catch let failure as ReportFailure {
        #expect(failure.kind == .trouble)
        #expect(!"\(failure)".contains("verysecret"))
      }
    }
  }
#endif
