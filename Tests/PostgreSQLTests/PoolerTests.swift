import EmbeddedPostgres
import Glibc
import PostgreSQL
import TestSupport
import Testing

/// Behind a real PgBouncer in transaction mode, where it is installed.
@Suite(.enabled(if: Pooler.isInstalled))
struct PoolerTests {
  @Test func `everything works where each transaction may meet another server`() async throws {
    let folder = try EmbeddedFolder.make()
    let server = try await folder.join()
    let direct = try await Connection.open(server.connectionString)
    try await direct.execute("CREATE SCHEMA mine; CREATE TABLE mine.t (n bigint)")
    let pooler = try await Pooler.start(socketFolder: folder.path + "/postgres/run")
    let options = ConnectionOptions(
      pooling: .transaction, settings: [.init("search_path", "mine"), .init("statement_timeout", "4321ms")])
    let pool = ConnectionPool(pooler.connectionString, size: 8, options: options)
    let insert = Statement("NumberInsert", "INSERT INTO t VALUES ($1)")
    let timeout = Statement("TimeoutLook", "SELECT current_setting('statement_timeout') AS t")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for n in 0..<64 {
        group.addTask {
          _ = try await pool.query(insert, [.int8(Int64(n))])
          try await pool.transaction { transaction in
            _ = try transaction.pipeline([Call(insert, [.int8(-1)]), Call(insert, [.int8(-2)])])
            #expect(try transaction.query(timeout).only().text("t") == "4321ms")
          }
          _ = try await pool.pipeline([Call(insert, [.int8(-3)]), Call(timeout)])
          try await pool.withConnection { try await $0.execute("INSERT INTO t VALUES (-4); INSERT INTO t VALUES (-5)") }
        }
      }
      try await group.waitForAll()
    }
    let count = Statement("NumberCount", "SELECT count(*) AS n FROM mine.t")
    #expect(try await direct.query(count).only().int("n") == 64 * 6)
    // Nothing was left in the servers that the pooler shares out.
    let leftovers = Statement("TimeoutLook", "SELECT current_setting('statement_timeout') AS t, current_setting('search_path') AS s")
    let plain = try await Connection.open(pooler.connectionString, options: ConnectionOptions(pooling: .transaction))
    let row = try await plain.query(leftovers).only()
    #expect(try row.text("t") == "0")
    #expect(try row.text("s") == "\"$user\", public")
    await plain.close()
    await pool.close()
    await direct.close()
    pooler.process.signal(SIGINT)
    try await pooler.process.ended()
    try await server.leave()
  }
}
