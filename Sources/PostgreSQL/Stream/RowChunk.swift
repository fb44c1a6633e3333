/// Some rows of a statement as they came, for answers that do not fit into memory.
package struct RowChunk: Sendable {
  /// Row after row, value after value: its length in four bytes, most significant first (−1 is NULL), then its bytes in
  /// PostgreSQL's binary format. It is what binary COPY takes, but for the count of values before each row.
  package var bytes: [UInt8] = []
  package var rows = 0
}

/// A column of what a statement answers.
package struct StreamColumn: Hashable, Sendable {
  package let name: String
  /// The type's number in `pg_type`.
  package let type: UInt32
}
