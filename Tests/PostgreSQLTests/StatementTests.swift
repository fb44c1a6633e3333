import PostgreSQL
import TestSupport
import Testing

@Suite struct StatementTests {
  private static let prepared = Statement(
    "PreparedLook", "SELECT name, statement FROM pg_prepared_statements WHERE name LIKE $1 || '%' ORDER BY name")

  private func names(_ connection: Connection, _ prefix: String) async throws -> [String] {
    try await connection.query(Self.prepared, [.text(prefix)]).map { try $0.text("name") }
  }

  @Test func `a statement is prepared once per connection, under its name`() async throws {
    let connection = try await TestDatabase.make("prepared").connect()
    let echo = Statement("NumberEcho", "SELECT $1 AS n")
    for n in 0..<5 { #expect(try await connection.query(echo, [.int8(Int64(n))]).only().int("n") == n) }
    _ = try await connection.pipeline([Call(echo, [.int8(1)]), Call(echo, [.int8(2)])])
    let one = try await names(connection, "NumberEcho")
    #expect(one.count == 1)
    // Other types, other text: other preparations.
    #expect(try await connection.query(echo, [.text("a")]).only().text("n") == "a")
    _ = try await connection.query(Statement("NumberEcho", "SELECT $1 AS n, 1 AS m"), [.int8(1)])
    #expect(try await names(connection, "NumberEcho").count == 3)
  }

  @Test func `a long name is cut without making two statements one`() async throws {
    let connection = try await TestDatabase.make("long").connect()
    let name = String(repeating: "Long", count: 40)
    #expect(try await connection.query(Statement(name, "SELECT 1 AS n")).only().int("n") == 1)
    #expect(try await connection.query(Statement(name, "SELECT 2 AS n")).only().int("n") == 2)
    #expect(try await connection.query(Statement(name, "SELECT 1 AS n")).only().int("n") == 1)
  }

  @Test func `more statements than a connection keeps are parsed each time`() async throws {
    let connection = try await TestDatabase.make("many").connect()
    for n in 0..<600 {
      #expect(try await connection.query(Statement("Many", "SELECT \(n) AS n")).only().int("n") == n)
    }
    #expect(try await names(connection, "Many").count <= 512)
  }

  @Test func `a plan that a migration made stale asks for another try, which succeeds`() async throws {
    let connection = try await TestDatabase.make("stale").connect()
    try await connection.execute("CREATE TABLE t (n bigint); INSERT INTO t VALUES (1)")
    let all = Statement("RowLookAll", "SELECT * FROM t")
    #expect(try await connection.query(all).only().int("n") == 1)
    try await connection.execute("ALTER TABLE t ADD COLUMN m text DEFAULT 'new'")
    let error = await #expect(throws: PostgresError.self) { try await connection.query(all) }
    #expect(error?.retry == .serialization)
    #expect(try await connection.query(all).only().text("m") == "new")
  }

  @Test func `settings hold for the session`() async throws {
    let database = try await TestDatabase.make("settings")
    try await database.connect().execute("CREATE SCHEMA mine; CREATE TABLE mine.t (n bigint)")
    let connection = try await database.connect(
      ConnectionOptions(
        applicationName: "ours", settings: [.init("search_path", "mine"), .init("statement_timeout", "1234ms")]))
    let row = try await connection.query(
      Statement(
        "SettingLook",
        "SELECT current_setting('statement_timeout') AS t, current_setting('application_name') AS a, (SELECT count(*) FROM t) AS n")
    ).only()
    #expect(try row.text("t") == "1234ms")
    #expect(try row.text("a") == "ours")
    #expect(try row.int("n") == 0)
  }

  @Test func `a setting that the server does not know keeps the connection from opening`() async throws {
    let database = try await TestDatabase.make("unset")
    let error = await #expect(throws: PostgresError.self) {
      try await database.connect(ConnectionOptions(settings: [.init("statement_timeout", "soon")]))
    }
    #expect(error?.sqlstate == "22023")
  }
}
