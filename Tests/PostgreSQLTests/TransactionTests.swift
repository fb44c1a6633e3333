import PostgreSQL
import TestSupport
import Testing

@Suite struct TransactionTests {
  private struct Refusal: Error, Equatable {}

  private static let insert = Statement("NumberInsert", "INSERT INTO number VALUES ($1)")
  private static let count = Statement("NumberCount", "SELECT count(*) AS n FROM number")

  private func connect() async throws -> Connection {
    let connection = try await TestDatabase.make("transaction").connect()
    try await connection.execute("CREATE TABLE number (n bigint PRIMARY KEY); CREATE TABLE other (n bigint)")
    return connection
  }

  @Test func `what a transaction wrote stands after it`() async throws {
    let connection = try await connect()
    let seen = try await connection.transaction { transaction in
      _ = try transaction.query(Self.insert, [.int8(1)])
      _ = try transaction.query(Self.insert, [.int8(2)])
      return try transaction.query(Self.count).only().int("n")
    }
    #expect(seen == 2)
    #expect(try await connection.query(Self.count).only().int("n") == 2)
    #expect(await connection.isReusable)
  }

  @Test func `a body that throws leaves nothing behind, and no transaction open`() async throws {
    let connection = try await connect()
    await #expect(throws: Refusal.self) {
      try await connection.transaction { transaction in
        _ = try transaction.query(Self.insert, [.int8(1)])
        throw Refusal()
      }
    }
    #expect(await connection.isReusable)
    #expect(try await connection.query(Self.count).only().int("n") == 0)
  }

  @Test func `an error that the body swallows makes the commit fail`() async throws {
    let connection = try await connect()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.transaction { transaction in
        _ = try transaction.query(Self.insert, [.int8(1)])
        _ = try? transaction.query(Self.insert, [.int8(1)])
      }
    }
    #expect(error?.sqlstate == "25P02")
    #expect(try await connection.query(Self.count).only().int("n") == 0)
  }

  @Test func `an empty transaction asks the server nothing`() async throws {
    let connection = try await connect()
    await connection.close()
    try await connection.transaction { _ in }
  }

  @Test func `two that write what the other read: one is asked to try again`() async throws {
    let database = try await TestDatabase.make("serializable")
    let first = try await database.connect()
    let second = try await database.connect()
    try await first.execute("CREATE TABLE number (n bigint)")
    let count = Statement("NumberCount", "SELECT count(*) AS n FROM number")
    let insert = Statement("NumberInsert", "INSERT INTO number VALUES ($1)")
    // The second commits in the middle of the first: by script, so that the order is certain.
    try await first.execute("BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT count(*) FROM number; INSERT INTO number VALUES (1)")
    try await second.transaction(.serializable) { transaction in
      let n = try transaction.query(count).only().int("n")
      _ = try transaction.query(insert, [.int8(Int64(n))])
    }
    let error = await #expect(throws: PostgresError.self) { try await first.execute("COMMIT") }
    #expect(error?.sqlstate == "40001")
    #expect(error?.retry == .serialization)
  }

  @Test func `a script cannot end the transaction it runs in unnoticed`() async throws {
    let connection = try await connect()
    await #expect(throws: PostgresError.self) {
      try await connection.transaction { transaction in try transaction.execute("COMMIT") }
    }
    #expect(await connection.isReusable)
  }
}
