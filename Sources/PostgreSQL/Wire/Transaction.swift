/// How a transaction sees the others.
package enum TransactionMode: String, Hashable, Sendable {
  case readCommitted = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
  case repeatableRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE"
  case serializable = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
  /// One consistent look, for reports and exports.
  case readOnlySnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
}

/// An open transaction, within the body it was given to and on its connection's queue; each call blocks for its answer.
package final class Transaction {
  private let session: Session
  /// `BEGIN` and the transaction's settings, until they were sent ahead of the first statement.
  private var opening: [Call]
  private var isOver = false

  init(_ session: Session, _ mode: TransactionMode) {
    self.session = session
    opening = [Call(Statement("TransactionBegin", mode.rawValue))]
    if session.options.pooling == .transaction, let settings = session.options.settingsCall(local: true) {
      opening.append(settings)
    }
  }

  package func query(_ statement: Statement, _ parameters: [Parameter] = []) throws(PostgresError) -> Rows {
    try pipeline([Call(statement, parameters)])[0]
  }

  /// One round trip for all calls; the first that fails ends the transaction.
  package func pipeline(_ calls: [Call]) throws(PostgresError) -> [Rows] {
    guard !isOver else { throw .misuse("a transaction was used after its end") }
    let ahead = opening
    opening = []
    return Array(try session.run(ahead + calls).dropFirst(ahead.count))
  }

  /// A script in the simple protocol; it must not end the transaction.
  package func execute(_ sql: String) throws(PostgresError) {
    if !opening.isEmpty { _ = try pipeline([]) }
    guard !isOver else { throw .misuse("a transaction was used after its end") }
    try session.execute(sql)
    guard session.isInTransaction else { throw .misuse("a script ended the transaction it ran in") }
  }

  /// Rows into a table: `sql` is `COPY … FROM STDIN`; what `feed` writes goes out as it comes.
  /// - Returns: how many rows the server took.
  package func copyIn(_ sql: String, _ feed: (CopyWriter) throws -> Void) throws -> Int {
    if !opening.isEmpty { _ = try pipeline([]) }
    guard !isOver else { throw PostgresError.misuse("a transaction was used after its end") }
    return try session.copyIn(sql, feed)
  }

  func commit() throws(PostgresError) {
    isOver = true
    guard opening.isEmpty else { return }
    let answer: [Rows]
    do throws(PostgresError) {
      answer = try session.run([Call(Statement("TransactionCommit", "COMMIT"))])
    } catch {
      throw error.ofCommit
    }
    // A transaction in which an error was swallowed answers COMMIT with ROLLBACK.
    guard answer.first?.tag == "COMMIT" else {
      throw PostgresError(
        sqlstate: SQLState.inFailedTransaction, message: "the transaction had failed before its commit",
        detail: "an error within the transaction was not passed on", retry: .permanent)
    }
  }

  /// Never throws: a session that cannot roll back is given up, and with it the server ends the transaction.
  func rollback() {
    isOver = true
    guard !session.isBroken, !session.isIdle else { return }
    do throws(PostgresError) {
      _ = try session.run([Call(Statement("TransactionRollback", "ROLLBACK"))])
    } catch {
      session.giveUp()
    }
  }
}
