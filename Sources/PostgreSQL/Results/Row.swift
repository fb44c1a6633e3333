/// One row; each getter says what the caller expects, and a value that is not that is an error that names the column.
package struct Row: Sendable {
  let result: QueryResult
  let index: Int

  package func isNull(_ column: Column) throws(PostgresError) -> Bool {
    try result.withBytes(row: index, column: place(column)) { $0 == nil }
  }

  private func place(_ column: Column) throws(PostgresError) -> Int {
    switch column {
    case .name(let name):
      guard let place = result.columnIndex(name) else { throw .misuse("no column \(name)") }
      return place
    case .index(let place):
      guard place >= 0, place < result.columnCount else { throw .misuse("no column \(place)") }
      return place
    }
  }

  func optional<Value: BinaryDecodable>(_ column: Column, as type: Value.Type) throws(PostgresError) -> Value? {
    let place = try place(column)
    let oid = result.type(place)
    return try result.withBytes(row: index, column: place) { (bytes) throws(PostgresError) -> Value? in
      guard let bytes else { return nil }
      guard Value.accepts(oid), let value = Value(binary: bytes, oid: oid) else {
        throw .misuse("column \(result.columnName(place)) (type \(oid)) holds no \(Value.word)")
      }
      return value
    }
  }

  func value<Value: BinaryDecodable>(_ column: Column, as type: Value.Type) throws(PostgresError) -> Value {
    guard let value = try optional(column, as: type) else {
      throw .misuse("column \(result.columnName(try place(column))) is NULL")
    }
    return value
  }

  func optionalElements<Value: BinaryDecodable>(
    _ column: Column, as type: Value.Type
  ) throws(PostgresError) -> [Value?] {
    try value(column, as: ArrayValue<Value>.self).elements
  }

  func elements<Value: BinaryDecodable>(_ column: Column, as type: Value.Type) throws(PostgresError) -> [Value] {
    let all = try optionalElements(column, as: type)
    let present = all.compactMap { $0 }
    guard present.count == all.count else {
      throw .misuse("column \(result.columnName(try place(column))) has an element that is NULL")
    }
    return present
  }
}
