package import PostgreSQL
package import Store

extension StoreError {
  /// What the database's refusals mean for a caller of the store, by class of SQLSTATE (PostgreSQL's appendix A) where the
  /// driver calls them permanent.
  private static let permanentRetries: [String: Retry] = [
    // A value that no column can hold, a row that no index can: the batch is halved down to the guilty instance.
    "22": .constraint, "54": .constraint,
  ]

  package init(_ error: PostgresError) {
    let retry: Retry =
      switch error.retry {
      case .connection: .unreachable
      case .serialization: .conflict
      case .resource: .resource
      case .constraint: .constraint
      case .permanent: error.sqlstate.flatMap { StoreError.permanentRetries[String($0.prefix(2))] } ?? .never
      }
    // To the driver it is a server that is none any more, after a fail-over; to people it is one that takes nothing.
    let message = error.sqlstate == "25006" ? "nothing can be written, the database is read-only (SQLSTATE 25006)" : error.message
    self.init(retry: retry, message: message, detail: error.detail, sqlstate: error.sqlstate)
  }

  init(any error: any Error) {
    switch error {
    case let error as StoreError: self = error
    case let error as PostgresError: self.init(error)
    case is CancellationError: self.init(retry: .resource, message: "the caller gave up waiting for the database")
    default: self.init(retry: .never, message: "the database could not be asked", detail: "\(error)")
    }
  }
}

extension PostgresStore {
  /// How often a verb that another transaction crossed is tried; more would only keep the caller waiting.
  private static let triesMax = 4

  /// Runs what is harmless to repeat; a crossing with another transaction is tried again at once.
  func repeating<T: Sendable>(_ body: () async throws -> T) async throws(StoreError) -> T {
    var tries = 1
    while true {
      do {
        return try await body()
      } catch {
        let error = StoreError(any: error)
        guard error.retry == .conflict, tries < Self.triesMax else { throw error }
        tries += 1
      }
    }
  }

  /// One statement, harmless to repeat where nothing of it happened.
  func rows(_ statement: Statement, _ parameters: [Parameter] = []) async throws(StoreError) -> Rows {
    try await repeating { try await pool.query(statement, parameters) }
  }

  /// Reads the rows of an answer.
  func reading<T>(_ rows: Rows, _ read: (inout RowCursor) throws -> T) throws(StoreError) -> [T] {
    do {
      return try rows.map { row in
        var cursor = RowCursor(row)
        return try read(&cursor)
      }
    } catch {
      throw StoreError(any: error)
    }
  }
}
