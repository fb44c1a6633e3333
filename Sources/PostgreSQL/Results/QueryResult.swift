import CLibPQ
import Glibc

/// An answer as libpq holds it, freed with the last row that shows it.
///
/// Unchecked: a `PGresult` is never written after it was received and may be read by any thread (libpq, "Behavior in
/// Threaded Programs"); the pointer is private and `let`, and is freed once, when nobody holds this object any more.
final class QueryResult: @unchecked Sendable {
  private let pointer: OpaquePointer
  let rowCount: Int
  let columnCount: Int

  init(owning pointer: OpaquePointer) {
    self.pointer = pointer
    rowCount = Int(PQntuples(pointer))
    columnCount = Int(PQnfields(pointer))
  }

  deinit { PQclear(pointer) }

  /// For example `INSERT 0 3`.
  var tag: String { String(cString: PQcmdStatus(pointer)) }

  /// How many rows the command touched or returned.
  var affected: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

  func columnIndex(_ name: String) -> Int? {
    name.withCString { name in
      (0..<columnCount).first { strcmp(PQfname(pointer, Int32($0)), name) == 0 }
    }
  }

  func columnName(_ column: Int) -> String { String(cString: PQfname(pointer, Int32(column))) }

  func type(_ column: Int) -> UInt32 { PQftype(pointer, Int32(column)) }

  /// Hands out a value's bytes, nil for NULL. `row` and `column` must be within the result.
  func withBytes<R>(
    row: Int, column: Int, _ body: (UnsafeRawBufferPointer?) throws(PostgresError) -> R
  ) throws(PostgresError) -> R {
    if PQgetisnull(pointer, Int32(row), Int32(column)) != 0 { return try body(nil) }
    let length = Int(PQgetlength(pointer, Int32(row), Int32(column)))
    let bytes = UnsafeRawBufferPointer(start: PQgetvalue(pointer, Int32(row), Int32(column)), count: length)
    return try withExtendedLifetime(self) { () throws(PostgresError) in try body(bytes) }
  }
}
