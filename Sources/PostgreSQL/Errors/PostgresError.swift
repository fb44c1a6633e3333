/// Why the database did not do what was asked.
///
/// `message` is safe for people; `detail` is the server's own words, for the log (it may name values, never a password).
package struct PostgresError: Error, Hashable, Sendable {
  /// What may help: data, so that callers decide without reading texts.
  package enum Retry: Hashable, Sendable {
    /// The server is gone or was not reached: connect again.
    case connection
    /// Two transactions met, or a plan went stale: run the whole transaction again.
    case serialization
    /// A lock, a limit or time ran out: try again later.
    case resource
    /// A constraint refused the rows: other rows of the batch may pass.
    case constraint
    /// Trying again will not help.
    case permanent
  }

  package let sqlstate: String?
  package let message: String
  package let detail: String
  /// The constraint that refused, where one did.
  package let constraint: String?
  /// The statement that failed, by its name.
  package let statement: String?
  package let retry: Retry

  package init(
    sqlstate: String?, message: String, detail: String, constraint: String? = nil, statement: String? = nil,
    retry: Retry
  ) {
    self.sqlstate = sqlstate
    self.message = message
    self.detail = String(detail.prefix(Self.detailMax))
    self.constraint = constraint
    self.statement = statement
    self.retry = retry
  }

  /// Characters of a detail; a server may quote whole rows.
  static let detailMax = 4_000
}

extension PostgresError: CustomStringConvertible {
  package var description: String { message }
}

extension PostgresError {
  /// The connection was not made or is lost.
  static func connection(_ message: String, detail: String, sqlstate: String? = nil) -> PostgresError {
    PostgresError(sqlstate: sqlstate, message: message, detail: detail, retry: .connection)
  }

  /// A mistake of the calling code, made visible.
  static func misuse(_ what: String) -> PostgresError {
    PostgresError(sqlstate: nil, message: "the database was asked wrongly: \(what)", detail: what, retry: .permanent)
  }

  /// What the server answered to a statement.
  init(_ diagnosis: Diagnosis, statement: String?) {
    let state = diagnosis.sqlstate
    let retry = diagnosis.isStalePlan ? .serialization : SQLState.retry(state)
    var about: [String] = []
    if let statement { about.append(statement) }
    if let state { about.append("SQLSTATE \(state)") }
    if let constraint = diagnosis.constraint { about.append("constraint \(constraint)") }
    let suffix = about.isEmpty ? "" : " (\(about.joined(separator: ", ")))"
    self.init(
      sqlstate: state, message: SQLState.words(retry) + suffix, detail: diagnosis.text,
      constraint: diagnosis.constraint, statement: statement, retry: retry)
  }

  /// The same error for a commit whose answer never came: nobody knows whether it happened (`08007`).
  var ofCommit: PostgresError {
    guard retry == .connection else { return self }
    return PostgresError(
      sqlstate: SQLState.transactionResolutionUnknown,
      message: "the connection to the database was lost while committing: the change may or may not stand",
      detail: detail, statement: statement, retry: .connection)
  }
}

extension PostgresError {
  /// The same error, naming the statement it is about.
  func about(_ statement: Statement) -> PostgresError {
    guard self.statement == nil else { return self }
    return PostgresError(
      sqlstate: sqlstate, message: "\(message) in \(statement.name)", detail: detail, constraint: constraint,
      statement: statement.name, retry: retry)
  }
}
