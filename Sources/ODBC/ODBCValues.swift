/// A parameter of a statement.
package enum ODBCParameter: Hashable, Sendable {
  case null
  case text(String)
  case int(Int64)
  case double(Double)
  case bool(Bool)
  case date(year: Int, month: Int, day: Int)
  case timestamp(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int)
}

/// A column of an answer.
package struct ODBCColumn: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// CHAR: padded with blanks, which are no part of its value.
    case paddedText
    case text, whole, exact, approximate, bool, date, timestamp, other
  }

  package let name: String
  package let kind: Kind
}

/// What the driver manager or the driver said.
package struct ODBCError: Error, Hashable, Sendable, CustomStringConvertible {
  /// `HYT00` (time ran out), `08S01` (the connection is gone), `42…` (the statement is wrong).
  package let sqlstate: String
  package let message: String

  package init(sqlstate: String, message: String) { (self.sqlstate, self.message) = (sqlstate, message) }

  package var description: String { "\(message) (SQLSTATE \(sqlstate))" }
}
