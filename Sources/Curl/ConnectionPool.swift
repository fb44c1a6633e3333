/// At most so many connections to one server; who comes when all are in use waits its turn. A connection that is given back is
/// the next to be taken, so that few stay warm.
package actor ConnectionPool<Connection: Sendable> {
  private let make: @Sendable () -> Connection
  private let limit: Int
  private var idle: [Connection] = []
  private var made = 0
  private var waiting: [CheckedContinuation<Connection, Never>] = []

  package init(limit: Int, make: @escaping @Sendable () -> Connection) {
    self.limit = max(1, limit)
    self.make = make
  }

  /// Runs the body with a connection that nobody else has meanwhile.
  package nonisolated func withConnection<Result: Sendable>(
    _ body: @Sendable (Connection) async -> Result
  ) async -> Result {
    let connection = await take()
    let result = await body(connection)
    await giveBack(connection)
    return result
  }

  private func take() async -> Connection {
    if let warm = idle.popLast() { return warm }
    if made < limit {
      made += 1
      return make()
    }
    return await withCheckedContinuation { waiting.append($0) }
  }

  private func giveBack(_ connection: Connection) {
    if waiting.isEmpty {
      idle.append(connection)
    } else {
      waiting.removeFirst().resume(returning: connection)
    }
  }
}
