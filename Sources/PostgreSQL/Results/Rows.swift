/// What a statement answered.
package struct Rows: Sendable, RandomAccessCollection {
  private let result: QueryResult

  init(_ result: QueryResult) { self.result = result }

  package var startIndex: Int { 0 }
  package var endIndex: Int { result.rowCount }

  package subscript(position: Int) -> Row {
    precondition(indices.contains(position), "row \(position) of \(count)")
    return Row(result: result, index: position)
  }

  /// How many rows the command inserted, updated, deleted or returned.
  package var affected: Int { result.affected }

  /// The command's tag, for example `UPDATE 3`.
  package var tag: String { result.tag }

  /// The place of a column, to look a name up once for many rows.
  package func column(_ name: String) throws(PostgresError) -> Column {
    guard let index = result.columnIndex(name) else { throw .misuse("no column \(name)") }
    return .index(index)
  }

  /// The row of a statement that answers with exactly one.
  package func only() throws(PostgresError) -> Row {
    guard count == 1 else { throw .misuse("\(count) rows where one was expected") }
    return self[0]
  }
}

/// A column, by name (`row.int("step")`) or place (`row.int(0)`).
package enum Column: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  case name(String)
  case index(Int)

  package init(stringLiteral value: String) { self = .name(value) }
  package init(integerLiteral value: Int) { self = .index(value) }
}
