import CLibPQ
import Glibc

/// How far a statement whose rows are read one by one has come.
struct OpenStream {
  var deadline: Deadline
  let statement: Statement
  let columns: [StreamColumn]
  /// A row that was read to learn the columns, and not yet handed out.
  var first: OpaquePointer?
  var isOver = false
}

extension Session {
  /// Sends a statement whose rows are then read with `nextRows`.
  func openStream(_ call: Call, _ deadline: Deadline, _ waker: Waker) throws(PostgresError) -> [StreamColumn] {
    guard !isBroken, stream == nil else { throw isBroken ? lost() : .misuse("two streams on one connection") }
    let buffer = try ParameterBuffer(call.parameters)
    let sent = buffer.withArguments { count, values, lengths, formats in
      PQsendQueryParams(handle, call.statement.sql, count, buffer.types, values, lengths, formats, 1)
    }
    guard sent == 1, PQsetSingleRowMode(handle) == 1 else { throw lost().about(call.statement) }
    guard let first = try nextResult(deadline, waker) else { throw lost().about(call.statement) }
    let status = PQresultStatus(first)
    guard status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK else {
      throw try refusal(first, call.statement, deadline, waker)
    }
    let columns = (0..<PQnfields(first)).map {
      StreamColumn(name: String(cString: PQfname(first, $0)), type: PQftype(first, $0))
    }
    var opened = OpenStream(deadline: deadline, statement: call.statement, columns: columns)
    if status == PGRES_SINGLE_TUPLE {
      opened.first = first
    } else {
      PQclear(first)
      opened.isOver = true
      try drain(deadline, waker)
    }
    stream = opened
    return columns
  }

  /// The next rows, of about so many bytes; nil after the last.
  func nextRows(bytes: Int, _ waker: Waker) throws(PostgresError) -> RowChunk? {
    guard var current = stream else { throw .misuse("no stream is open") }
    defer { if stream != nil { stream = current } }
    var chunk = RowChunk()
    chunk.bytes.reserveCapacity(bytes + bytes / 4)
    if let first = current.first {
      chunk.append(first, columns: current.columns.count)
      PQclear(first)
      current.first = nil
    }
    while !current.isOver, chunk.bytes.count < bytes {
      guard let result = try nextResult(current.deadline, waker) else { throw lost().about(current.statement) }
      switch PQresultStatus(result) {
      case PGRES_SINGLE_TUPLE:
        chunk.append(result, columns: current.columns.count)
        PQclear(result)
      case PGRES_TUPLES_OK:
        PQclear(result)
        current.isOver = true
        try drain(current.deadline, waker)
      default:
        throw try refusal(result, current.statement, current.deadline, waker)
      }
    }
    return chunk.rows == 0 ? nil : chunk
  }

  /// Ends a stream; one that was not read to its end costs the connection.
  func closeStream() {
    guard let current = stream else { return }
    if let first = current.first { PQclear(first) }
    if !current.isOver { giveUp() }
    stream = nil
  }

  private func refusal(
    _ result: OpaquePointer, _ statement: Statement, _ deadline: Deadline, _ waker: Waker
  ) throws(PostgresError) -> PostgresError {
    let status = PQresultStatus(result)
    guard status == PGRES_FATAL_ERROR else {
      PQclear(result)
      giveUp()
      return .misuse("the statement answers with no rows")
    }
    let error = failure(Diagnosis(result)).about(statement)
    PQclear(result)
    if !isBroken { try drain(deadline, waker) }
    stream = nil
    return error
  }

  private func drain(_ deadline: Deadline, _ waker: Waker) throws(PostgresError) {
    while let rest = try nextResult(deadline, waker) {
      PQclear(rest)
      if PQstatus(handle) != CONNECTION_OK { break }
    }
  }

  /// As the plain wait, but ended at once by a call of `wake`.
  private func nextResult(_ deadline: Deadline, _ waker: Waker) throws(PostgresError) -> OpaquePointer? {
    while PQisBusy(handle) != 0 {
      let unsent = PQflush(handle) > 0
      var sockets = [
        pollfd(fd: PQsocket(handle), events: Int16(POLLIN) | (unsent ? Int16(POLLOUT) : 0), revents: 0),
        pollfd(fd: waker.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&sockets, 2, deadline.pollMilliseconds)
      if ready < 0, errno == EINTR { continue }
      guard ready >= 0 else { throw lost() }
      if sockets[1].revents != 0 {
        waker.clear()
        giveUp()
        throw .connection("reading was stopped", detail: "somebody interrupted the stream")
      }
      guard ready > 0 || !deadline.isOver else {
        giveUp()
        throw PostgresError(
          sqlstate: nil, message: "the database did not answer in time", detail: "no row within the limit of the statement",
          retry: .resource)
      }
      if PQconsumeInput(handle) == 0 { break }
    }
    return PQgetResult(handle)
  }
}

extension RowChunk {
  /// Takes over the one row of a result.
  mutating func append(_ result: OpaquePointer, columns: Int) {
    for column in 0..<Int32(columns) {
      if PQgetisnull(result, 0, column) != 0 {
        bytes.appendBigEndian(Int32(-1))
        continue
      }
      let length = PQgetlength(result, 0, column)
      bytes.appendBigEndian(length)
      bytes.append(contentsOf: UnsafeRawBufferPointer(start: PQgetvalue(result, 0, column), count: Int(length)))
    }
    rows += 1
  }
}
