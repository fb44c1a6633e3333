import PostgreSQL
import TestSupport
import Testing

@Suite struct ErrorTests {
  @Test func `each refusal carries its SQLSTATE and what may help`() async throws {
    let connection = try await TestDatabase.make("refusal").connect()
    try await connection.execute("CREATE TABLE t (n bigint CONSTRAINT positive CHECK (n > 0), k bigint UNIQUE, r bigint NOT NULL)")
    // What is asked                                            SQLSTATE  retry         constraint
    // swift-format-ignore
    let ledger: [(String, String, PostgresError.Retry, String?)] = [
      ("SELECT 1 / 0",                                          "22012", .permanent,  nil),
      ("SELEC",                                                 "42601", .permanent,  nil),
      ("SELECT * FROM absent",                                  "42P01", .permanent,  nil),
      ("INSERT INTO t VALUES (-1, 1, 1)",                       "23514", .constraint, "positive"),
      ("INSERT INTO t VALUES (1, 1, NULL)",                     "23502", .constraint, nil),
      ("INSERT INTO t VALUES (1, 1, 1), (1, 1, 1)",             "23505", .constraint, "t_k_key"),
      ("SELECT set_config('statement_timeout', '20', true), pg_sleep(10)", "57014", .resource, nil),
      ("DO $$BEGIN RAISE SQLSTATE '40001'; END$$",              "40001", .serialization, nil),
      ("DO $$BEGIN RAISE SQLSTATE '40P01'; END$$",              "40P01", .serialization, nil),
      ("DO $$BEGIN RAISE SQLSTATE '53300'; END$$",              "53300", .resource,   nil),
      ("DO $$BEGIN RAISE SQLSTATE '55P03'; END$$",              "55P03", .resource,   nil),
      ("DO $$BEGIN RAISE SQLSTATE '08006'; END$$",              "08006", .connection, nil),
    ]
    for (sql, state, retry, constraint) in ledger {
      // A time-out starts to count with the next statement: the first is only that.
      let isTimeout = state == "57014"
      if isTimeout { try await connection.execute("SET statement_timeout = 20") }
      let error = await #expect(throws: PostgresError.self, "\(sql)") {
        try await connection.query(Statement("RefusalCause", sql))
      }
      if isTimeout { try await connection.execute("SET statement_timeout = 0") }
      #expect(error?.sqlstate == state, "\(sql): \(String(describing: error))")
      #expect(error?.retry == retry, "\(sql)")
      #expect(error?.constraint == constraint, "\(sql)")
      #expect(error?.statement == "RefusalCause")
    }
    #expect(await connection.isReusable)
  }

  @Test func `what people read names neither values nor the server's words`() async throws {
    let connection = try await TestDatabase.make("voice").connect()
    try await connection.execute("CREATE TABLE t (k text UNIQUE); INSERT INTO t VALUES ('private')")
    let error = await #expect(throws: PostgresError.self) {
      try await connection.query(Statement("KeyInsert", "INSERT INTO t VALUES ($1)"), [.text("private")])
    }
    #expect(error?.message.contains("private") == false)
    #expect(error?.message.contains("KeyInsert") == true)
    #expect(error?.detail.contains("private") == true)
  }

  @Test func `a lock that others hold is a matter of time`() async throws {
    let database = try await TestDatabase.make("lock")
    let holder = try await database.connect()
    let waiter = try await database.connect()
    try await holder.execute("CREATE TABLE t (n bigint)")
    try await holder.execute("BEGIN; LOCK TABLE t")
    let refused = await #expect(throws: PostgresError.self) {
      try await waiter.transaction { try $0.execute("LOCK TABLE t NOWAIT") }
    }
    #expect(refused?.sqlstate == "55P03")
    #expect(refused?.retry == .resource)
  }

  @Test func `a backend killed in the middle of a query breaks its connection, and says so`() async throws {
    let database = try await TestDatabase.make("killed")
    let victim = try await database.connect()
    let killer = try await database.connect()
    let process = try await victim.query(Statement("ProcessLook", "SELECT pg_backend_pid() AS pid")).only().int("pid")
    async let answer = victim.query(Statement("SleepLong", "SELECT pg_sleep(60)"))
    let kill = Statement(
      "BackendKill", "SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'PgSleep'")
    try await eventually("the victim slept and was killed") {
      try await !killer.query(kill, [.int4(Int32(process))]).isEmpty
    }
    do {
      _ = try await answer
      Issue.record("the query ended well")
    } catch let error as PostgresError {
      #expect(error.sqlstate == "57P01")
      #expect(error.retry == .connection)
    }
    #expect(await victim.isBroken)
    await #expect(throws: PostgresError.self) { try await victim.query(Statement("One", "SELECT 1")) }
  }

  @Test func `a server that is not there is a matter of connecting again`() async throws {
    let port = try freeLoopbackPort()
    let target = try ConnectionString("postgresql://someone:hidden-word@127.0.0.1:\(port)/db")
    let error = await #expect(throws: PostgresError.self) { try await Connection.open(target) }
    #expect(error?.retry == .connection)
    #expect(error?.message.contains("127.0.0.1") == true)
    #expect("\(String(describing: error)) \(String(reflecting: error))".contains("hidden-word") == false)
  }

  @Test func `a password shows nowhere`() throws {
    let target = try ConnectionString("host=a,b port=1,2 dbname=d user=u password='hidden word'")
    var dumped = ""
    dump(target, to: &dumped)
    for text in ["\(target)", String(reflecting: target), dumped, "\([target])"] {
      #expect(!text.contains("hidden"), "\(text)")
      #expect(text.contains("host=a,b port=1,2"))
    }
    for broken in ["postgresql://u:hidden@[h/d", "host=h password='hidden", "hidden=1", "host=h\0password=hidden"] {
      let error = #expect(throws: PostgresError.self) { try ConnectionString(broken) }
      #expect("\(String(describing: error)) \(error?.detail ?? "")".contains("hidden") == false)
    }
  }
}
