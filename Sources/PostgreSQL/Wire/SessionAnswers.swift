import CLibPQ
import Glibc

/// Waiting for answers.
extension Session {
  /// The next result, waiting for it; nil at the end of a statement's results.
  func nextResult(_ deadline: Deadline) throws(PostgresError) -> OpaquePointer? {
    while PQisBusy(handle) != 0 {
      // A failed flush is not yet the end: the server's last words may still be there to read.
      let unsent = PQflush(handle) > 0
      var socket = pollfd(fd: PQsocket(handle), events: Int16(POLLIN) | (unsent ? Int16(POLLOUT) : 0), revents: 0)
      let ready = poll(&socket, 1, deadline.pollMilliseconds)
      if ready < 0, errno == EINTR { continue }
      guard ready >= 0 else { throw lost() }
      guard ready > 0 || !deadline.isOver else {
        giveUp()
        throw .connection("the database did not answer in time", detail: "no answer within the limit of one round trip")
      }
      // On failure PQgetResult has the reason and does not wait.
      if PQconsumeInput(handle) == 0 { break }
    }
    return PQgetResult(handle)
  }

  /// The result of one command of a pipeline or of a simple query: the first error, else the last result.
  func commandResult(_ deadline: Deadline) throws(PostgresError) -> QueryResult? {
    var kept: QueryResult?
    var failure: PostgresError?
    while let pointer = try nextResult(deadline) {
      let status = PQresultStatus(pointer)
      let result = QueryResult(owning: pointer)
      switch status {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: kept = result
      case PGRES_PIPELINE_ABORTED: break
      case PGRES_FATAL_ERROR: failure = failure ?? self.failure(Diagnosis(pointer))
      default:
        giveUp()
        throw .misuse("COPY through a plain statement")
      }
      // A lost connection repeats its error for ever.
      if PQstatus(handle) != CONNECTION_OK { break }
    }
    if let failure { throw failure }
    if PQstatus(handle) != CONNECTION_OK { throw lost() }
    return kept
  }

  func failure(_ diagnosis: Diagnosis) -> PostgresError {
    if diagnosis.isFatal || diagnosis.sqlstate == SQLState.readOnlyTransaction { giveUp() }
    if diagnosis.isStalePlan { prepared.forgetAll() }
    if diagnosis.sqlstate == nil, PQstatus(handle) != CONNECTION_OK { return lost() }
    return PostgresError(diagnosis, statement: nil)
  }
}
