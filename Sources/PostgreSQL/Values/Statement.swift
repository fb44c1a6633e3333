/// One SQL statement and the name people know it by.
///
/// The name is `NounVerbQualifier` (`InstanceClaimDue`); it shows in errors and, followed by a hash of the text and the
/// types of its parameters, is the name under which the server keeps the prepared statement.
package struct Statement: Hashable, Sendable {
  package let name: String
  /// Exactly one statement, with `$1`, `$2` … for parameters.
  package let sql: String

  package init(_ name: String, _ sql: String) {
    self.name = name
    self.sql = sql
  }
}

/// A statement with its parameters: one step of a pipeline.
package struct Call: Hashable, Sendable {
  package let statement: Statement
  package let parameters: [Parameter]

  package init(_ statement: Statement, _ parameters: [Parameter] = []) {
    self.statement = statement
    self.parameters = parameters
  }
}
