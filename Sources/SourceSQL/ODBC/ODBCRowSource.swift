#if ODBC
  import Calendar
  import ODBC
  import PostgreSQL
  package import Report

  /// Reports behind an ODBC driver: Oracle with its vendor's, in production.
  ///
  /// ODBC has no session that refuses writes: a read-only account is demanded, and `tocsin doctor` tries. Besides, a report is one
  /// statement that begins as a question, and what it did is rolled back.
  package actor ODBCRowSource: RowSource {
    package nonisolated var name: String { settings.name }
    package nonisolated var timeoutSeconds: Double { settings.timeoutSeconds }

    private nonisolated let settings: SQLSettings
    private nonisolated let text: String
    private nonisolated let permits: Permits
    private var idle: [ODBCConnection] = []
    private var isClosed = false

    /// - Parameter connection: `Driver=…;UID=…;PWD=…`; never shown.
    package init(connection: String, _ settings: SQLSettings) {
      (text, self.settings) = (connection, settings)
      permits = Permits(count: max(1, settings.connections))
    }

    private static let loginSeconds = 15

    package func open(_ query: ReportQuery) async throws(ReportFailure) -> any RowStream {
      do throws(ReportProblem) {
        try query.sql.checkReads()
      } catch {
        throw ReportFailure(.refused, "\(query.name): \(error.message)")
      }
      let connection = try await lend(query)
      do {
        let sql = query.sql.text { _, _ in "?" }
        let parameters = query.sql.appearances.map { name in Self.parameter(query.arguments[name]?.cell ?? .null, zone: settings.zone) }
        let columns = try await withTaskCancellationHandler {
          try await connection.query(sql, parameters, limitSeconds: Int(query.timeoutSeconds.rounded(.up)))
        } onCancel: {
          connection.cancel()
        }
        let plan = try ODBCPlan(columns, declared: query.columns, zone: settings.zone)
        return ODBCRowStream(connection, self, plan, query: query)
      } catch {
        await takeBack(connection)
        throw Self.failure(error, query)
      }
    }

    /// A write is tried, and must be refused.
    package func account() async throws(ReportFailure) -> AccountRights {
      let query = ReportQuery(name: "write probe", sql: try Self.nothing(), timeoutSeconds: 30)
      let connection = try await lend(query)
      let canWrite = await connection.canWrite()
      await takeBack(connection)
      return canWrite ? .writes : .reads
    }

    private static func nothing() throws(ReportFailure) -> ReportSQL {
      do throws(ReportProblem) { return try ReportSQL(parsing: "SELECT 1") } catch { throw ReportFailure(.refused, error.message) }
    }

    private func lend(_ query: ReportQuery) async throws(ReportFailure) -> ODBCConnection {
      do {
        try await permits.take(withinMilliseconds: Int64(query.timeoutSeconds * 1_000))
      } catch {
        if let late = error as? PostgresError, late.retry == .resource {
          let limit = Int(query.timeoutSeconds)
          throw ReportFailure(.timeout, "\(query.name) took longer than \(limit) s and was stopped", detail: late.detail)
        }
        throw ReportFailure(.cancelled, "\(query.name) was stopped", detail: "\(error)")
      }
      if let connection = idle.popLast() { return connection }
      let connection = ODBCConnection()
      do throws(ODBCError) {
        try await connection.open(text, limitSeconds: Self.loginSeconds)
        return connection
      } catch {
        await permits.giveBack()
        throw ReportFailure(.trouble, "\(settings.name) cannot be reached through its driver", detail: error.description)
      }
    }

    func takeBack(_ connection: ODBCConnection) async {
      await connection.finish()
      if await connection.isBroken || isClosed { await connection.close() } else { idle.append(connection) }
      await permits.giveBack()
    }

    package func close() async {
      isClosed = true
      for connection in idle { await connection.close() }
      idle = []
    }

    private static func parameter(_ cell: Cell, zone: Zone) -> ODBCParameter {
      switch cell {
      case .null: return .null
      case .string(let text): return .text(text)
      case .int(let number): return .int(number)
      case .double(let number): return .double(number)
      case .bool(let flag): return .bool(flag)
      case .decimal(let number): return .text(number.text)
      case .date(let date): return .date(year: date.year, month: date.month, day: date.day)
      case .timestamp(let instant):
        let local = zone.local(instant)
        return .timestamp(
          year: local.date.year, month: local.date.month, day: local.date.day, hour: local.time.hour, minute: local.time.minute,
          second: local.time.second)
      }
    }

    static func failure(_ error: any Error, _ query: ReportQuery) -> ReportFailure {
      if Task.isCancelled { return ReportFailure(.cancelled, "\(query.name) was stopped") }
      guard let error = error as? ODBCError else {
        return (error as? ReportFailure) ?? ReportFailure(.trouble, "\(query.name) failed", detail: "\(error)")
      }
      let words = error.message.prefix { !$0.isNewline }
      switch error.sqlstate {
      case "HYT00", "HYT01", "HY008", "57014":
        return ReportFailure(
          .timeout, "\(query.name) took longer than \(Int(query.timeoutSeconds)) s and was stopped", detail: error.description)
      case let state where state.hasPrefix("42") || state.hasPrefix("22") || state.hasPrefix("07") || state == "24000" || state == "25006":
        return ReportFailure(.refused, "\(query.name) was refused: \(words)", detail: error.description)
      default:
        return ReportFailure(.trouble, "\(query.name): \(words)", detail: error.description)
      }
    }
  }

  /// The rows of one run behind a driver.
  actor ODBCRowStream: RowStream {
    nonisolated let columns: [ReportColumn]
    private let connection: ODBCConnection
    private let source: ODBCRowSource
    private let plan: ODBCPlan
    private let query: ReportQuery
    private var rows = 0
    private var isClosed = false

    init(_ connection: ODBCConnection, _ source: ODBCRowSource, _ plan: ODBCPlan, query: ReportQuery) {
      (self.connection, self.source, self.plan, self.query) = (connection, source, plan, query)
      columns = plan.columns
    }

    /// Rows fetched at once: a hop between tasks then costs nothing per row.
    private static let batchRows = 500

    func next() async throws(ReportFailure) -> RowBatch? {
      do {
        let connection = connection
        let batch = try await withTaskCancellationHandler {
          try await connection.next(rows: Self.batchRows)
        } onCancel: {
          connection.cancel()
        }
        guard !batch.isEmpty else { return nil }
        let converted = try plan.convert(batch, firstRow: rows + 1)
        rows += batch.count
        return converted
      } catch {
        throw ODBCRowSource.failure(error, query)
      }
    }

    func close() async {
      guard !isClosed else { return }
      isClosed = true
      await source.takeBack(connection)
    }
  }
#endif
