import PostgreSQL
import TestSupport
import Testing

@Suite struct PipelineTests {
  private static let insert = Statement("NumberInsert", "INSERT INTO number VALUES ($1)")
  private static let count = Statement("NumberCount", "SELECT count(*) AS n FROM number")

  private func connect() async throws -> Connection {
    let connection = try await TestDatabase.make("pipeline").connect()
    try await connection.execute("CREATE TABLE number (n bigint PRIMARY KEY)")
    return connection
  }

  @Test func `two thousand answers come in the order of the questions`() async throws {
    let connection = try await connect()
    let echo = Statement("NumberEcho", "SELECT $1::bigint AS n")
    let answers = try await connection.pipeline((0..<2_000).map { Call(echo, [.int8($0)]) })
    #expect(try answers.map { try $0.only().int("n") } == Array(0..<2_000))
    #expect(try await connection.pipeline([]).isEmpty)
  }

  @Test func `an error in the middle undoes what was before it and keeps the rest from running`() async throws {
    let connection = try await connect()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.pipeline([
        Call(Self.insert, [.int8(1)]), Call(Self.insert, [.int8(2)]),
        Call(Statement("Impossible", "SELECT 1 / (SELECT count(*) - 2 FROM number)")), Call(Self.insert, [.int8(3)]),
      ])
    }
    #expect(error?.sqlstate == "22012")
    #expect(error?.statement == "Impossible")
    #expect(await connection.isReusable)
    #expect(try await connection.query(Self.count).only().int("n") == 0)
    // What was prepared before the error still serves; what was not reached is prepared now.
    _ = try await connection.pipeline([Call(Self.insert, [.int8(4)]), Call(Self.count)])
    #expect(try await connection.query(Self.count).only().int("n") == 1)
  }

  @Test func `an error in a transaction's pipeline ends the transaction`() async throws {
    let connection = try await connect()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.transaction { transaction in
        _ = try transaction.query(Self.insert, [.int8(1)])
        _ = try transaction.pipeline([Call(Self.insert, [.int8(2)]), Call(Self.insert, [.int8(1)]), Call(Self.count)])
      }
    }
    #expect(error?.retry == .constraint)
    #expect(try await connection.query(Self.count).only().int("n") == 0)
  }

  @Test func `a statement that cannot be prepared is named`() async throws {
    let connection = try await connect()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.pipeline([Call(Self.count), Call(Statement("Misspelt", "SELEC 1")), Call(Self.count)])
    }
    #expect(error?.sqlstate == "42601")
    #expect(error?.statement == "Misspelt")
    #expect(try await connection.query(Self.count).only().int("n") == 0)
  }

  @Test func `megabytes both ways at once do not block each other`() async throws {
    let connection = try await connect()
    let text = String(repeating: "x", count: 1 << 20)
    let echo = Statement("TextEcho", "SELECT $1 AS t")
    let answers = try await connection.pipeline(Array(repeating: Call(echo, [.text(text)]), count: 24))
    #expect(try answers.allSatisfy { try $0.only().text("t").utf8.count == 1 << 20 })
  }

  @Test func `a value that cannot be sent stops the pipeline before anything is sent`() async throws {
    let connection = try await connect()
    await #expect(throws: PostgresError.self) {
      try await connection.pipeline([
        Call(Self.insert, [.int8(1)]), Call(Statement("InstantEcho", "SELECT $1"), [.instant(.min)]),
      ])
    }
    #expect(await connection.isReusable)
    #expect(try await connection.query(Self.count).only().int("n") == 0)
  }
}
