/// Reading more rows than fit into memory: within one read-only transaction, a chunk at a time.
extension Connection {
  /// Begins a read-only look and sends one statement whose rows `nextRows` hands out.
  ///
  /// The extended protocol takes one statement only; the server refuses writes, and stops at the limit.
  package func openStream(_ call: Call, limitMilliseconds: Int64) throws(PostgresError) -> [StreamColumn] {
    waker.clear()
    if Task.isCancelled { throw .connection("reading was stopped", detail: "the task was cancelled before it began") }
    _ = try session.runAlone([
      Call(Statement("StreamBegin", TransactionMode.readOnlySnapshot.rawValue)),
      Call(
        Statement("StreamLimit", "SELECT pg_catalog.set_config('statement_timeout', $1, true)"),
        [.text(String(max(1, limitMilliseconds)))]),
    ])
    return try session.openStream(call, Deadline(inMilliseconds: limitMilliseconds + Self.graceMilliseconds), waker)
  }

  /// What the server's own limit may be late by, before the client gives the connection up.
  private static let graceMilliseconds: Int64 = 5_000

  /// - Parameter bytes: about how much at once.
  /// - Returns: nil after the last row.
  package func nextRows(bytes: Int) throws(PostgresError) -> RowChunk? { try session.nextRows(bytes: bytes, waker) }

  /// Ends the look; a stream that was not read to its end costs the connection, which a pool then replaces.
  package func closeStream() {
    session.closeStream()
    guard !session.isBroken, !session.isIdle else { return }
    do throws(PostgresError) {
      _ = try session.run([Call(Statement("StreamEnd", "ROLLBACK"))])
    } catch {
      session.giveUp()
    }
  }
}

extension Connection {
  /// Ends the reading of a stream at once, also where the server is silent; the connection is then of no more use.
  package nonisolated func interrupt() { waker.wake() }
}
