/// A bounded number of connections to one database, lent one at a time.
///
/// A connection that broke, or came back with a transaction open, is closed and replaced by a new one when it is needed.
package actor ConnectionPool {
  private let target: ConnectionString
  private let options: ConnectionOptions
  private let permits: Permits
  /// The most recently used is lent first, so that the others can idle.
  private var idle: [Connection] = []
  private var isClosed = false

  /// - Parameter size: how many connections there are at most.
  package init(_ target: ConnectionString, size: Int, options: ConnectionOptions = ConnectionOptions()) {
    self.target = target
    self.options = options
    permits = Permits(count: max(1, size))
  }

  /// Lends a connection to `body`; waits for one if all are lent.
  package func withConnection<T>(
    isolation: isolated (any Actor)? = #isolation, _ body: (Connection) async throws -> T
  ) async throws -> T {
    let connection = try await lend()
    do {
      let value = try await body(connection)
      await takeBack(connection)
      return value
    } catch {
      await takeBack(connection)
      throw error
    }
  }

  package nonisolated func query(_ statement: Statement, _ parameters: [Parameter] = []) async throws -> Rows {
    try await withConnection { try await $0.query(statement, parameters) }
  }

  package nonisolated func pipeline(_ calls: [Call]) async throws -> [Rows] {
    try await withConnection { try await $0.pipeline(calls) }
  }

  package nonisolated func transaction<T: Sendable>(
    _ mode: TransactionMode = .readCommitted, _ body: @Sendable (Transaction) throws -> T
  ) async throws -> T {
    try await withConnection { try await $0.transaction(mode, body) }
  }

  /// Refuses new work, ends the waiters, and returns when the last lent connection is back and closed.
  package func close() async {
    isClosed = true
    await permits.close()
    let rest = idle
    idle = []
    for connection in rest { await connection.close() }
  }

  /// For use beyond one call, such as reading a stream; whoever lends gives back with `takeBack`, whatever happens.
  /// - Parameter withinMilliseconds: how long one is waited for where all are lent; nil: as long as it takes.
  package func lend(withinMilliseconds limit: Int64? = nil) async throws -> Connection {
    try await permits.take(withinMilliseconds: limit)
    do {
      while let connection = idle.popLast() {
        if await connection.isReusable { return connection }
        await connection.close()
      }
      return try await Connection.open(target, options: options)
    } catch {
      await permits.giveBack()
      throw error
    }
  }

  package func takeBack(_ connection: Connection) async {
    if await connection.isReusable, !isClosed {
      idle.append(connection)
    } else {
      await connection.close()
    }
    await permits.giveBack()
  }
}
