/// One connection to the database, over a queue of its own: what is asked is done in order, and nothing else waits for it.
package actor Connection {
  private nonisolated let executor: QueueExecutor
  let session: Session
  nonisolated let waker: Waker
  private nonisolated let canceller = CancellerBox()

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private init(_ target: ConnectionString, _ options: ConnectionOptions) throws(PostgresError) {
    executor = QueueExecutor(label: "tocsin.postgresql", isPatient: options.isPatient)
    waker = try Waker()
    session = Session(target, options)
  }

  /// Connects; the first host of several that answers (and fits `target_session_attrs`) counts.
  package static func open(
    _ target: ConnectionString, options: ConnectionOptions = ConnectionOptions()
  ) async throws(PostgresError) -> Connection {
    let connection = try Connection(target, options)
    try await connection.connect()
    return connection
  }

  private func connect() throws(PostgresError) {
    try session.connect()
    canceller.set(session.handle.flatMap(Canceller.init))
  }

  /// The server is gone, or what it would answer next is unknown: only `close` helps.
  package var isBroken: Bool { session.isBroken }

  /// Between two uses: no transaction is open, and the server has not hung up meanwhile.
  package var isReusable: Bool {
    session.noticeHangUp()
    return session.isIdle
  }

  package func query(_ statement: Statement, _ parameters: [Parameter] = []) throws(PostgresError) -> Rows {
    try session.runAlone([Call(statement, parameters)])[0]
  }

  /// One round trip for all calls, all or nothing: the first that fails undoes those before it and keeps those behind
  /// it from running; its name is in the error.
  package func pipeline(_ calls: [Call]) throws(PostgresError) -> [Rows] {
    try session.runAlone(calls)
  }

  /// A script of several statements in the simple protocol, such as a migration.
  package func execute(_ sql: String) throws(PostgresError) {
    guard session.options.pooling == .transaction else { return try session.execute(sql) }
    let transaction = Transaction(session, .readCommitted)
    do throws(PostgresError) {
      try transaction.execute(sql)
    } catch {
      transaction.rollback()
      throw error
    }
    try transaction.commit()
  }

  /// Runs `body` within a transaction, on this connection's queue and without a suspension: it is committed when `body`
  /// returns, rolled back when it throws, and never left open.
  ///
  /// `BEGIN` travels with the first statement. A commit whose answer is lost throws SQLSTATE 08007.
  package func transaction<T: Sendable>(
    _ mode: TransactionMode = .readCommitted, _ body: @Sendable (Transaction) throws -> T
  ) throws -> T {
    let transaction = Transaction(session, mode)
    let value: T
    do {
      value = try body(transaction)
    } catch {
      transaction.rollback()
      throw error
    }
    try transaction.commit()
    return value
  }

  /// Stops what the server is doing for this connection, from any task; that ends with SQLSTATE 57014.
  ///
  /// What is asked between this call and its arrival is hit instead: cancel what is known to run.
  package nonisolated func cancel() async throws(PostgresError) {
    try await canceller.cancel()
  }

  /// Starts to receive what is notified on a channel.
  package func listen(_ channel: String) throws(PostgresError) {
    guard session.options.pooling == .session else { throw .misuse("LISTEN through a transaction pooler") }
    try session.execute("LISTEN \(quoted(channel))")
  }

  /// Waits for notifications up to a limit; none if it ran out, or the task was cancelled, or somebody called `wake`.
  ///
  /// The connection does nothing else meanwhile: give listening one of its own.
  package nonisolated func notifications(limitMilliseconds: Int64) async throws -> [Notification] {
    try await withTaskCancellationHandler {
      try await receive(limitMilliseconds)
    } onCancel: {
      waker.wake()
    }
  }

  private func receive(_ limitMilliseconds: Int64) throws(PostgresError) -> [Notification] {
    try session.notifications(Deadline(inMilliseconds: limitMilliseconds), waker)
  }

  /// Ends the wait for notifications that is under way, or else the next.
  package nonisolated func wake() { waker.wake() }

  /// Ends the session; what was asked before is finished first.
  package nonisolated func close() async {
    waker.wake()
    await finish()
  }

  private func finish() {
    canceller.set(nil)
    session.close()
  }
}
