import CLibPQ

/// Asking.
extension Session {
  /// Calls of one pipeline; libpq buffers what is not yet sent.
  static let callsMax = 20_000

  /// Runs calls in one round trip, all or nothing: outside of a transaction they are one of their own.
  ///
  /// Statements not yet prepared are prepared on the way, without a round trip of their own.
  func run(_ calls: [Call]) throws(PostgresError) -> [Rows] {
    guard !isBroken else { throw lost() }
    guard calls.count <= Self.callsMax else { throw .misuse("\(calls.count) calls in a pipeline, at most \(Self.callsMax)") }
    var buffers: [ParameterBuffer] = []
    buffers.reserveCapacity(calls.count)
    for call in calls { buffers.append(try ParameterBuffer(call.parameters)) }
    guard PQenterPipelineMode(handle) == 1 else { throw lost() }
    var awaited: [Awaited] = []
    awaited.reserveCapacity(calls.count + 1)
    for (call, buffer) in zip(calls, buffers) { try send(call, buffer, &awaited) }
    guard PQpipelineSync(handle) == 1 else { throw lost() }
    return try collect(awaited, count: calls.count)
  }

  /// What the next answers of a pipeline are about.
  fileprivate enum Awaited {
    case preparation(name: String, Statement, [UInt32])
    case rows(Statement)
  }

  private func send(_ call: Call, _ buffer: ParameterBuffer, _ awaited: inout [Awaited]) throws(PostgresError) {
    let name = try preparedName(call.statement, buffer, &awaited)
    let sent = buffer.withArguments { count, values, lengths, formats in
      if let name { return PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1) }
      return PQsendQueryParams(handle, call.statement.sql, count, buffer.types, values, lengths, formats, 1)
    }
    guard sent == 1 else { throw lost() }
    awaited.append(.rows(call.statement))
  }

  /// The name to execute under, with the preparation sent ahead if it is needed; nil to parse each time.
  private func preparedName(
    _ statement: Statement, _ buffer: ParameterBuffer, _ awaited: inout [Awaited]
  ) throws(PostgresError) -> String? {
    guard options.pooling == .session else { return nil }
    if let name = prepared.name(statement, buffer.types) { return name }
    guard let name = prepared.newName(statement, buffer.types) else { return nil }
    let isUnderWay = awaited.contains { if case .preparation(name, _, _) = $0 { true } else { false } }
    if isUnderWay { return name }
    guard PQsendPrepare(handle, name, statement.sql, Int32(buffer.types.count), buffer.types) == 1 else { throw lost() }
    awaited.append(.preparation(name: name, statement, buffer.types))
    return name
  }

  private func collect(_ awaited: [Awaited], count: Int) throws(PostgresError) -> [Rows] {
    let deadline = Deadline(inMilliseconds: options.answerLimitMilliseconds)
    var answers: [Rows] = []
    answers.reserveCapacity(count)
    var failure: PostgresError?
    for item in awaited {
      do throws(PostgresError) {
        let result = try commandResult(deadline)
        guard let result, failure == nil else { continue }
        switch item {
        case .preparation(let name, let statement, let types): prepared.remember(name, statement, types)
        case .rows: answers.append(Rows(result))
        }
      } catch {
        failure = failure ?? error.about(item.statement)
        if isBroken { break }
      }
    }
    try leavePipeline(deadline, failure)
    if let failure { throw failure }
    guard answers.count == count else { throw lost() }
    return answers
  }

  private func leavePipeline(_ deadline: Deadline, _ failure: PostgresError?) throws(PostgresError) {
    if isBroken { return }
    guard let pointer = try nextResult(deadline) else { throw failure ?? lost() }
    let status = PQresultStatus(pointer)
    PQclear(pointer)
    guard status == PGRES_PIPELINE_SYNC, PQexitPipelineMode(handle) == 1 else { throw failure ?? lost() }
  }

  /// Runs a script of several statements in text, in one transaction of its own unless it says otherwise.
  func execute(_ sql: String) throws(PostgresError) {
    guard !isBroken else { throw lost() }
    guard PQsendQuery(handle, sql) == 1 else { throw lost() }
    _ = try commandResult(Deadline(inMilliseconds: options.answerLimitMilliseconds))
  }
}

extension Session.Awaited {
  fileprivate var statement: Statement {
    switch self {
    case .preparation(_, let statement, _): statement
    case .rows(let statement): statement
    }
  }
}
