import PostgreSQL
import TestSupport
import Testing

@Suite struct RowTests {
  @Test func `a wrong expectation is an error that names the column`() async throws {
    let connection = try await TestDatabase.make("row").connect()
    let row = try await connection.query(
      Statement("RowLook", "SELECT 1::bigint AS n, NULL::text AS t, ARRAY[1, NULL]::int[] AS a, '{{1}}'::int[] AS matrix")
    ).only()
    let asked: [(String, @Sendable (Row) throws -> Void)] = [
      ("n", { _ = try $0.text("n") }), ("n", { _ = try $0.bool("n") }), ("n", { _ = try $0.ints("n") }),
      ("t", { _ = try $0.text("t") }), ("a", { _ = try $0.ints("a") }), ("a", { _ = try $0.texts("a") }),
      ("matrix", { _ = try $0.ints("matrix") }), ("absent", { _ = try $0.int("absent") }), ("9", { _ = try $0.int(9) }),
    ]
    for (column, ask) in asked {
      let error = #expect(throws: PostgresError.self) { try ask(row) }
      #expect(error?.message.contains(column) == true, "\(column): \(error?.message ?? "")")
      #expect(error?.retry == .permanent)
    }
  }

  @Test func `columns are found by name, by place, and by a place looked up once`() async throws {
    let connection = try await TestDatabase.make("column").connect()
    let rows = try await connection.query(
      Statement("ColumnLook", "SELECT n AS \"Number\", n * 2 AS twice FROM generate_series(1, 3) AS n ORDER BY n"))
    let twice = try rows.column("twice")
    #expect(rows.count == 3)
    #expect(try rows.map { try $0.int(twice) } == [2, 4, 6])
    #expect(try rows.map { try $0.int("Number") } == [1, 2, 3])
    #expect(try rows.map { try $0.int(0) } == [1, 2, 3])
    #expect(throws: PostgresError.self) { try rows.only() }
  }

  @Test func `enumerations read as text, and a command tells how many rows it touched`() async throws {
    let connection = try await TestDatabase.make("enumeration").connect()
    try await connection.execute("CREATE TYPE mood AS ENUM ('calm', 'loud'); CREATE TABLE t (m mood)")
    let rows = try await connection.query(
      Statement("MoodInsert", "INSERT INTO t SELECT unnest($1::text[])::mood RETURNING m"), [.texts(["calm", "loud"])])
    #expect(try rows.map { try $0.text("m") } == ["calm", "loud"])
    #expect(try await connection.query(Statement("MoodDelete", "DELETE FROM t")).affected == 2)
  }
}
