import Calendar
package import PostgreSQL
package import Report

/// A run of a report, for the book of all runs.
package struct RunNote: Hashable, Sendable {
  package var user: String
  package var report: String
  package var source: String
  package var text: String
  package var arguments: [String: String]
  package var rows: Int
  package var milliseconds: Int
  /// Nil where it succeeded.
  package var error: String?
}

/// Where runs are noted.
package protocol RunLog: Sendable {
  func note(_ note: RunNote) async
}

/// `query_logs` in our own database.
package struct PostgresRunLog: RunLog {
  private let pool: ConnectionPool
  private let complain: @Sendable (String) -> Void

  /// - Parameter complain: hears that a run could not be noted; the run itself stands.
  package init(_ pool: ConnectionPool, complain: @escaping @Sendable (String) -> Void) {
    (self.pool, self.complain) = (pool, complain)
  }

  private static let insert = Statement(
    "QueryLogInsert",
    """
    INSERT INTO query_logs (username, report, source, query, parameters, status, row_count, duration_ms, error_message)
    VALUES ($1, $2, $3, $4, $5::jsonb::json, $6, $7, $8, $9)
    """)

  package func note(_ note: RunNote) async {
    let pairs = note.arguments.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)): \(Self.quoted($0.value))" }
    do {
      _ = try await pool.query(
        Self.insert,
        [
          .text(note.user), .text(note.report), .text(note.source), .text(note.text), .json("{\(pairs.joined(separator: ", "))}"),
          .text(note.error == nil ? "completed" : "failed"), .int8(Int64(note.rows)), .int8(Int64(note.milliseconds)),
          .nullable(text: note.error),
        ])
    } catch {
      complain("The run of \(note.report) was not logged: \(error)")
    }
  }

  /// As JSON wants it.
  private static func quoted(_ text: String) -> String {
    var output = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case let scalar where scalar.value < 0x20: output += " "
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output + "\""
  }
}

/// A database each of whose runs is noted, whoever asks and however it ends.
package struct LoggedRowSource: RowSource {
  package var name: String { base.name }
  package var timeoutSeconds: Double { base.timeoutSeconds }

  private let base: any RowSource
  private let log: any RunLog
  private let user: String

  package init(_ base: any RowSource, log: any RunLog, user: String) { (self.base, self.log, self.user) = (base, log, user) }

  package func open(_ query: ReportQuery) async throws(ReportFailure) -> any RowStream {
    var note = RunNote(
      user: user, report: query.name, source: name, text: query.sql.text { name, _ in ":\(name)" },
      arguments: query.arguments.mapValues { $0.cell.text(in: .utc) }, rows: 0, milliseconds: 0, error: nil)
    let began = MonotonicClock.milliseconds()
    do throws(ReportFailure) {
      return LoggedRowStream(try await base.open(query), log, note, began: began)
    } catch {
      note.error = error.description
      note.milliseconds = Int(MonotonicClock.milliseconds() - began)
      await log.note(note)
      throw error
    }
  }

  package func account() async throws(ReportFailure) -> AccountRights { try await base.account() }

  package func close() async { await base.close() }
}

/// Counts what goes by, and notes the run when it is closed.
private actor LoggedRowStream: RowStream {
  nonisolated let columns: [ReportColumn]
  private let base: any RowStream
  private let log: any RunLog
  private var note: RunNote
  private let began: Int64
  private var isClosed = false

  init(_ base: any RowStream, _ log: any RunLog, _ note: RunNote, began: Int64) {
    (self.base, self.log, self.note, self.began) = (base, log, note, began)
    columns = base.columns
  }

  func next() async throws(ReportFailure) -> RowBatch? {
    do throws(ReportFailure) {
      let batch = try await base.next()
      note.rows += batch?.rows ?? 0
      return batch
    } catch {
      note.error = error.description
      throw error
    }
  }

  func cut(to rows: Int) { note.rows = rows }

  func close() async {
    guard !isClosed else { return }
    isClosed = true
    await base.close()
    note.milliseconds = Int(MonotonicClock.milliseconds() - began)
    await log.note(note)
  }
}
