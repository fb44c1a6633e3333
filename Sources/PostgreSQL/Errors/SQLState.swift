/// The one list of SQLSTATEs and what each means for a caller (PostgreSQL's appendix A).
enum SQLState {
  static let transactionResolutionUnknown = "08007"
  static let featureNotSupported = "0A000"
  static let inFailedTransaction = "25P02"
  static let readOnlyTransaction = "25006"

  /// By code, or by class (the first two characters); the longer one counts.
  fileprivate static let retries: [String: PostgresError.Retry] = [
    // Connection exceptions; the server shuts down, crashed, starts; the session was ended for idling.
    "08": .connection, "57P01": .connection, "57P02": .connection, "57P03": .connection, "57P04": .connection,
    "57P05": .connection, "25P03": .connection, "40003": .connection,
    // The server has become a standby: the writer is elsewhere now.
    "25006": .connection,
    // Serialization failure, deadlock, other rollbacks.
    "40": .serialization, "40001": .serialization, "40P01": .serialization, "40002": .constraint,
    // Disk, memory, connections; lock not available, object in use; cancelled or timed out; input and output.
    "53": .resource, "55P03": .resource, "55006": .resource, "57014": .resource, "58": .resource,
    "23": .constraint,
  ]

  static func retry(_ state: String?) -> PostgresError.Retry {
    guard let state else { return .permanent }
    return retries[state] ?? retries[String(state.prefix(2))] ?? .permanent
  }

  /// What people are told.
  static func words(_ retry: PostgresError.Retry) -> String {
    switch retry {
    case .connection: "the connection to the database was lost"
    case .serialization: "the database asks to try the transaction again"
    case .resource: "the database ran out of time or of a resource"
    case .constraint: "the database refused the rows"
    case .permanent: "the database refused the statement"
    }
  }
}

extension PostgresError {
  /// An error of each SQLSTATE of the list after which waiting, connecting anew or trying again helps; a class is named by its
  /// general member (`08` by 08000). For who wants to know that his code bears them all.
  package static var passing: [PostgresError] {
    SQLState.listed.compactMap { state in
      let retry = SQLState.retry(state)
      guard retry == .connection || retry == .serialization || retry == .resource else { return nil }
      return PostgresError(sqlstate: state, message: SQLState.words(retry), detail: "", retry: retry)
    }
  }
}

extension SQLState {
  fileprivate static var listed: [String] { retries.keys.map { $0.count == 2 ? $0 + "000" : $0 }.sorted() }
}
