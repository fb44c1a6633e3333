/// A database that answers reports, row by row; it never writes.
package protocol RowSource: Sendable {
  /// As `sources/` names it.
  var name: String { get }
  /// How long a run may take where the report does not say.
  var timeoutSeconds: Double { get }

  /// Sends the question; returns when the first row is there, or that there is none.
  func open(_ query: ReportQuery) async throws(ReportFailure) -> any RowStream
  /// Whether it answers at all, and what its account could do; nothing stays of the look.
  func account() async throws(ReportFailure) -> AccountRights
  /// Ends idle connections; what is under way is cancelled.
  func close() async
}

/// What a database lets the account of a source do.
package enum AccountRights: Hashable, Sendable {
  /// Account or session refuse every write.
  case reads
  /// A write was tried and went through: only the account could have refused it.
  case writes
}

/// The rows of one run. Whoever opens it closes it, whatever happens.
package protocol RowStream: Sendable {
  var columns: [ReportColumn] { get }
  /// Some more rows; nil after the last. A cancelled task stops the source as well.
  func next() async throws(ReportFailure) -> RowBatch?
  /// Before the last row it stops what the source is doing.
  func close() async
  /// Of what came, only so many rows are of use to who asked.
  func cut(to rows: Int) async
}

extension RowStream {
  package func cut(to rows: Int) async {}
}

/// How a run was limited and what came of it.
package struct ReportOutcome: Hashable, Sendable {
  package var rows: Int
  /// There were more rows than the limit.
  package var isCut: Bool

  package init(rows: Int, isCut: Bool) { (self.rows, self.isCut) = (rows, isCut) }
}

extension RowSource {
  /// Runs a question to its end, or to the limit, handing out batches as they come.
  package func run(
    _ query: ReportQuery, limit: Int? = nil, opened: ([ReportColumn]) async throws -> Void = { _ in },
    _ body: ([ReportColumn], RowBatch) async throws -> Void
  ) async throws -> ReportOutcome {
    let stream = try await open(query)
    do {
      try await opened(stream.columns)
      var rows = 0
      while let batch = try await stream.next() {
        let left = (limit ?? .max) - rows
        if batch.rows > left {
          try await body(stream.columns, batch.prefix(left, columns: stream.columns.count))
          await stream.cut(to: rows + left)
          await stream.close()
          return ReportOutcome(rows: rows + left, isCut: true)
        }
        rows += batch.rows
        try await body(stream.columns, batch)
      }
      await stream.close()
      return ReportOutcome(rows: rows, isCut: false)
    } catch {
      await stream.close()
      throw error
    }
  }
}

extension RowBatch {
  /// The first so many rows.
  package func prefix(_ count: Int, columns: Int) -> RowBatch {
    guard count < rows else { return self }
    var at = 0
    bytes.withUnsafeBytes { memory in
      for _ in 0..<(max(0, count) * columns) {
        let length = Int(Int32(bigEndian: memory.loadUnaligned(fromByteOffset: at, as: Int32.self)))
        at += 4 + max(0, length)
      }
    }
    return RowBatch(bytes: Array(bytes[..<at]), rows: max(0, count))
  }
}
