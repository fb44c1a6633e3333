import PostgreSQL
import Report

/// The rows of one run on PostgreSQL.
final class PostgresRowStream: RowStream {
  let columns: [ReportColumn]
  private let connection: Connection
  private let pool: ConnectionPool
  private let plan: FieldPlan
  private let query: String
  private let limitSeconds: Double
  private let state = State()

  /// How far the reading has come; its owner asks one at a time.
  private actor State {
    var rows = 0
    var isOver = false
    var isClosed = false

    func count(_ more: Int) -> Int {
      defer { rows += more }
      return rows
    }

    func end() { isOver = true }

    /// Whether this call is the one that closes.
    func close() -> Bool {
      defer { isClosed = true }
      return !isClosed
    }
  }

  init(_ connection: Connection, _ pool: ConnectionPool, _ plan: FieldPlan, query: String, limitSeconds: Double) {
    (self.connection, self.pool, self.plan, self.query, self.limitSeconds) = (connection, pool, plan, query, limitSeconds)
    columns = plan.columns
  }

  func next() async throws(ReportFailure) -> RowBatch? {
    do {
      let chunk = try await withTaskCancellationHandler {
        try await connection.nextRows(bytes: SQLSettings.batchBytes)
      } onCancel: {
        connection.interrupt()
      }
      guard let chunk else {
        await state.end()
        return nil
      }
      return try plan.convert(chunk, firstRow: await state.count(chunk.rows) + 1)
    } catch {
      throw PostgresRowSource.failure(error, query, limitSeconds)
    }
  }

  func close() async {
    guard await state.close() else { return }
    await Self.giveBack(connection, pool, isOver: await state.isOver)
  }

  /// What is not over is cancelled at the server first, which else goes on until it notices.
  static func giveBack(_ connection: Connection, _ pool: ConnectionPool, isOver: Bool) async {
    if !isOver {
      // A server that cannot be told notices when the connection is closed, which comes next.
      try? await connection.cancel()
    }
    await connection.closeStream()
    await pool.takeBack(connection)
  }
}
