import Calendar
package import PostgreSQL
package import Report

/// Reports on a PostgreSQL database: each within a read-only transaction of its own, one statement, parameters as parameters.
package struct PostgresRowSource: RowSource {
  package var name: String { settings.name }
  package var timeoutSeconds: Double { settings.timeoutSeconds }

  private let settings: SQLSettings
  private let pool: ConnectionPool

  package init(_ target: ConnectionString, _ settings: SQLSettings) {
    self.settings = settings
    pool = ConnectionPool(
      target, size: settings.connections,
      options: ConnectionOptions(
        applicationName: "tocsin report",
        settings: [
          .init("default_transaction_read_only", "on"), .init("timezone", settings.zone.identifier),
          // A question never waits long for a lock that a writer holds.
          .init("lock_timeout", "30000"), .init("idle_in_transaction_session_timeout", "300000"),
        ],
        answerLimitMilliseconds: Self.answerMilliseconds, isPatient: true))
  }

  /// For everything but the answer itself.
  private static let answerMilliseconds: Int64 = 30_000

  package func open(_ query: ReportQuery) async throws(ReportFailure) -> any RowStream {
    do throws(ReportProblem) {
      try query.sql.checkReads()
    } catch {
      throw ReportFailure(.refused, "\(query.name): \(error.message)")
    }
    let connection = try await lend(query)
    do {
      let columns = try await withTaskCancellationHandler {
        try await connection.openStream(call(query), limitMilliseconds: Int64(query.timeoutSeconds * 1_000))
      } onCancel: {
        connection.interrupt()
      }
      let plan = try FieldPlan.all(columns, declared: query.columns, zone: settings.zone)
      return PostgresRowStream(connection, pool, plan, query: query.name, limitSeconds: query.timeoutSeconds)
    } catch {
      await PostgresRowStream.giveBack(connection, pool, isOver: false)
      throw Self.failure(error, query.name, query.timeoutSeconds)
    }
  }

  /// The session itself is read-only, so only its answer is asked for.
  package func account() async throws(ReportFailure) -> AccountRights {
    let look: ReportSQL
    do throws(ReportProblem) { look = try ReportSQL(parsing: "SELECT 1 AS n") } catch { throw ReportFailure(.refused, error.message) }
    let stream = try await open(ReportQuery(name: "look at \(name)", sql: look, timeoutSeconds: Self.lookSeconds))
    await stream.close()
    return .reads
  }

  /// For a look; the server's own time-out to connect is shorter.
  private static let lookSeconds = 30.0

  package func close() async { await pool.close() }

  private func lend(_ query: ReportQuery) async throws(ReportFailure) -> Connection {
    do {
      return try await pool.lend(withinMilliseconds: Int64(query.timeoutSeconds * 1_000))
    } catch {
      throw Self.failure(error, query.name, query.timeoutSeconds)
    }
  }

  private func call(_ query: ReportQuery) -> Call {
    let names = query.sql.binds
    let text = query.sql.text { name, _ in
      let number = (names.firstIndex(of: name) ?? 0) + 1
      return Self.placeholder(number, query.arguments[name]?.type ?? .string)
    }
    let parameters = names.map { name in
      let argument = query.arguments[name] ?? .init(type: .string, cell: .null)
      return Self.parameter(argument, zone: settings.zone)
    }
    return Call(Statement(query.name, text), parameters)
  }

  /// Types that the wire face does not send in binary travel as text and are cast by the server.
  private static func placeholder(_ number: Int, _ type: ColumnType) -> String {
    switch type {
    case .string, .int, .double, .bool: "$\(number)"
    case .decimal: "CAST($\(number) AS numeric)"
    case .date: "CAST($\(number) AS date)"
    case .timestamp: "CAST($\(number) AS timestamp)"
    }
  }

  private static func parameter(_ argument: ReportQuery.Argument, zone: Zone) -> Parameter {
    switch (argument.type, argument.cell) {
    case (.int, .int(let number)): .int8(number)
    case (.int, _): .null(.int8)
    case (.double, .double(let number)): .double(number)
    case (.double, _): .null(.double)
    case (.bool, .bool(let flag)): .bool(flag)
    case (.bool, _): .null(.bool)
    case (_, .null): .null(.text)
    case (_, .timestamp(let instant)): .text(zone.local(instant).description)
    case (_, let cell): .text(cell.text(in: zone))
    }
  }

  static func failure(_ error: any Error, _ query: String, _ limitSeconds: Double) -> ReportFailure {
    switch error {
    case let failure as ReportFailure: return failure
    case is CancellationError: return ReportFailure(.cancelled, "\(query) was stopped")
    case let error as PostgresError:
      if error.message == "reading was stopped" { return ReportFailure(.cancelled, "\(query) was stopped") }
      let timeouts = ["57014", nil]
      if error.retry == .resource, timeouts.contains(error.sqlstate) {
        return ReportFailure(.timeout, "\(query) took longer than \(Int(limitSeconds)) s and was stopped", detail: error.detail)
      }
      switch error.retry {
      case .connection where error.sqlstate == "25006", .permanent, .constraint:
        return ReportFailure(.refused, "\(query) was refused: \(words(error))", detail: error.detail)
      case .connection: return ReportFailure(.trouble, "\(query): \(error.message)", detail: error.detail)
      case .serialization, .resource: return ReportFailure(.trouble, "\(query): \(words(error))", detail: error.detail)
      }
    default: return ReportFailure(.trouble, "\(query) failed", detail: "\(error)")
    }
  }

  /// The server's first line: it names columns and types, and sometimes a value of the question, never a secret.
  private static func words(_ error: PostgresError) -> String {
    let first = error.detail.prefix { !$0.isNewline }
    return first.isEmpty ? error.message : String(first)
  }
}
