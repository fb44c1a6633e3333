package import CEL

/// A row that a step adds to a table that only grows: a log of checks, a ledger.
package struct AppendedRow: Hashable, Sendable {
  package var table: String
  /// A map, as JSON can hold it.
  package var columns: Value

  package init(table: String, columns: Value) {
    self.table = table
    self.columns = columns
  }
}
