import PostgreSQL
import TestSupport
import Testing

@Suite struct CancelTests {
  private static let sleepers = Statement(
    "SleeperLook", "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()")

  @Test func `another task can stop a query, and the connection goes on`() async throws {
    let database = try await TestDatabase.make("cancel")
    let connection = try await database.connect()
    let watcher = try await database.connect()
    async let answer = connection.query(Statement("SleepLong", "SELECT pg_sleep(60)"))
    try await eventually("the query ran") { try await !watcher.query(Self.sleepers).isEmpty }
    try await connection.cancel()
    do {
      _ = try await answer
      Issue.record("the query ended well")
    } catch let error as PostgresError {
      #expect(error.sqlstate == "57014")
      #expect(error.retry == .resource)
    }
    #expect(await connection.isReusable)
  }

  @Test func `a server that stays silent too long loses its connection`() async throws {
    let connection = try await TestDatabase.make("silent").connect(ConnectionOptions(answerLimitMilliseconds: 100))
    let error = await #expect(throws: PostgresError.self) {
      try await connection.query(Statement("SleepLong", "SELECT pg_sleep(60)"))
    }
    #expect(error?.retry == .connection)
    #expect(await connection.isBroken)
  }

  @Test func `cancelling what is closed asks nobody`() async throws {
    let connection = try await TestDatabase.make("closed").connect()
    await connection.close()
    try await connection.cancel()
    let error = await #expect(throws: PostgresError.self) { try await connection.query(Statement("One", "SELECT 1")) }
    #expect(error?.retry == .connection)
  }
}
