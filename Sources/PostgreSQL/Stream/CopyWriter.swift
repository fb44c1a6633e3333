import CLibPQ
import Glibc

/// Takes the bytes of a `COPY … FROM STDIN`, within the body that feeds it.
package final class CopyWriter {
  private let session: Session

  init(_ session: Session) { self.session = session }

  /// Sends bytes in pieces that need not end with a row; waits while the server is behind.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) { try session.putCopyData(bytes) }
}

extension Session {
  func copyIn(_ sql: String, _ feed: (CopyWriter) throws -> Void) throws -> Int {
    let deadline = Deadline(inMilliseconds: options.answerLimitMilliseconds)
    guard !isBroken, PQsendQuery(handle, sql) == 1 else { throw lost() }
    guard let answer = try nextResult(deadline) else { throw lost() }
    let status = PQresultStatus(answer)
    guard status == PGRES_COPY_IN else {
      let result = QueryResult(owning: answer)
      let refusal = status == PGRES_FATAL_ERROR ? failure(Diagnosis(answer)) : PostgresError.misuse("no COPY … FROM STDIN")
      withExtendedLifetime(result) {}
      if !isBroken { _ = try? commandResult(deadline) }  // The refusal is already known.
      throw refusal
    }
    PQclear(answer)
    do {
      try feed(CopyWriter(self))
    } catch {
      let reason = error
      try endCopy(reason: "the rows ended with an error")
      try hearOut(deadline)
      throw reason
    }
    try endCopy(reason: nil)
    return try commandResult(deadline)?.affected ?? 0
  }

  /// The server's own error, if it had one before, says more than that the rows ended.
  private func hearOut(_ deadline: Deadline) throws(PostgresError) {
    do throws(PostgresError) {
      _ = try commandResult(deadline)
    } catch {
      guard error.sqlstate == Self.queryCanceled else { throw error }
    }
  }

  /// What the server answers to a COPY that its client gave up.
  private static let queryCanceled = "57014"

  func putCopyData(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    guard PQputCopyData(handle, base.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count)) == 1 else { throw lost() }
    try flush(Deadline(inMilliseconds: options.answerLimitMilliseconds))
  }

  private func endCopy(reason: String?) throws(PostgresError) {
    let deadline = Deadline(inMilliseconds: options.answerLimitMilliseconds)
    guard PQputCopyEnd(handle, reason) == 1 else { throw lost() }
    try flush(deadline)
  }

  /// Until the server has taken all: what waits in memory is one piece.
  private func flush(_ deadline: Deadline) throws(PostgresError) {
    while true {
      let unsent = PQflush(handle)
      if unsent == 0 { return }
      guard unsent > 0 else { throw lost() }
      var socket = pollfd(fd: PQsocket(handle), events: Int16(POLLIN) | Int16(POLLOUT), revents: 0)
      let ready = poll(&socket, 1, deadline.pollMilliseconds)
      if ready < 0, errno == EINTR { continue }
      guard ready >= 0 else { throw lost() }
      guard ready > 0 || !deadline.isOver else {
        giveUp()
        throw .connection("the database did not take the rows in time", detail: "no room within the limit of one round trip")
      }
      // The server may have something to say (an error) while it takes no more.
      if socket.revents & Int16(POLLIN) != 0, PQconsumeInput(handle) == 0 { throw lost() }
    }
  }
}
