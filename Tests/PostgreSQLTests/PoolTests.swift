import EmbeddedPostgres
import PostgreSQL
import TestSupport
import Testing

@Suite struct PoolTests {
  private static let process = Statement("ProcessLook", "SELECT pg_backend_pid() AS pid")

  @Test func `there are never more connections than the pool's size, and each is used again`() async throws {
    let pool = ConnectionPool(try await TestDatabase.make("pool").connectionString, size: 3)
    let processes = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<60 { group.addTask { try await pool.query(Self.process).only().int("pid") } }
      return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
    }
    #expect((1...3).contains(processes.count))
    await pool.close()
  }

  @Test func `a broken connection is replaced`() async throws {
    let pool = ConnectionPool(try await TestDatabase.make("replace").connectionString, size: 1)
    let first = try await pool.query(Self.process).only().int("pid")
    let error = await #expect(throws: PostgresError.self) {
      try await pool.query(Statement("BackendEnd", "SELECT pg_terminate_backend(pg_backend_pid())"))
    }
    #expect(error?.retry == .connection)
    #expect(try await pool.query(Self.process).only().int("pid") != first)
    await pool.close()
  }

  @Test func `a connection that died while it idled is replaced unnoticed`() async throws {
    let database = try await TestDatabase.make("idle")
    let pool = ConnectionPool(database.connectionString, size: 1)
    let killer = try await database.connect()
    let first = try await pool.query(Self.process).only().int("pid")
    _ = try await killer.query(Statement("BackendKill", "SELECT pg_terminate_backend($1)"), [.int4(Int32(first))])
    let living = Statement("BackendLook", "SELECT 1 FROM pg_stat_activity WHERE pid = $1")
    try await eventually("the backend ended") { try await killer.query(living, [.int4(Int32(first))]).isEmpty }
    #expect(try await pool.query(Self.process).only().int("pid") != first)
    await pool.close()
  }

  @Test func `a connection that comes back with a transaction open is not lent again`() async throws {
    let pool = ConnectionPool(try await TestDatabase.make("open").connectionString, size: 1)
    let first = try await pool.withConnection { connection in
      try await connection.execute("BEGIN")
      return try await connection.query(Self.process).only().int("pid")
    }
    #expect(try await pool.query(Self.process).only().int("pid") != first)
    await pool.close()
  }

  @Test func `who is cancelled while waiting leaves the queue, and nobody's turn is lost`() async throws {
    let pool = ConnectionPool(try await TestDatabase.make("queue").connectionString, size: 1)
    try await pool.withConnection { _ in
      let waiter = Task { try await pool.query(Self.process) }
      waiter.cancel()
      await #expect(throws: CancellationError.self) { try await waiter.value }
    }
    #expect(try await pool.query(Self.process).count == 1)
    await pool.close()
  }

  @Test func `a closed pool lends nothing, and closing waits for what is lent`() async throws {
    let database = try await TestDatabase.make("close")
    let pool = ConnectionPool(
      database.connectionString, size: 2, options: ConnectionOptions(applicationName: "closing pool"))
    _ = try await pool.query(Self.process)
    let closing = try await pool.withConnection { connection in
      let closing = Task { await pool.close() }
      try await eventually("the pool was closed") {
        do {
          _ = try await pool.query(Self.process)
          return false
        } catch let error as PostgresError {
          return error.retry == .permanent
        }
      }
      #expect(try await connection.query(Self.process).count == 1)
      return closing
    }
    await closing.value
    let watcher = try await database.connect()
    let left = Statement("PoolLook", "SELECT 1 FROM pg_stat_activity WHERE application_name = 'closing pool'")
    try await eventually("all sessions ended") { try await watcher.query(left).isEmpty }
  }

  @Test func `an unreachable database costs no place in the pool`() async throws {
    let target = try ConnectionString("host=127.0.0.1 port=\(try freeLoopbackPort()) dbname=d user=u")
    let pool = ConnectionPool(target, size: 1)
    for _ in 0..<3 {
      let error = await #expect(throws: PostgresError.self) { try await pool.query(Self.process) }
      #expect(error?.retry == .connection)
    }
    await pool.close()
  }

  @Test func `a pool outlives a restart of its server`() async throws {
    let server = try await EmbeddedFolder.make().join()
    let pool = ConnectionPool(try await server.connectionString, size: 2)
    try await pool.withConnection { try await $0.execute("CREATE TABLE t (n bigint)") }
    let before = try await pool.query(Self.process).only().int("pid")
    try await server.stopImmediate()
    let error = await #expect(throws: PostgresError.self) { try await pool.query(Self.process) }
    #expect(error?.retry == .connection)
    try await server.revive()
    #expect(try await pool.query(Self.process).only().int("pid") != before)
    #expect(try await pool.query(Statement("RowLookAll", "SELECT * FROM t")).isEmpty)
    await pool.close()
    try await server.leave()
  }
}
