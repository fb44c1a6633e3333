import PostgreSQL
package import Report

/// Why a refresh brought nothing; what was there before stands.
package struct RefreshFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    /// Another run of the same refresh is at work.
    case running
    /// The source failed, or a value of it does not fit.
    case source(ReportFailure.Kind)
    /// No rows where there were some.
    case emptied
    /// The plan and the table do not fit together.
    case plan
    /// Our own database failed or was locked.
    case target
    /// The lease was lost: somebody took this run for dead.
    case lost
  }

  package var kind: Kind
  package var text: String
  package var detail: String

  package init(_ kind: Kind, _ text: String, detail: String = "") { (self.kind, self.text, self.detail) = (kind, text, detail) }

  package init(_ failure: ReportFailure) { self.init(.source(failure.kind), failure.text, detail: failure.detail) }

  /// Whether the same may succeed later.
  package var mayPass: Bool {
    switch kind {
    case .running, .emptied, .target, .lost: true
    case .plan: false
    case .source(let kind): ReportFailure(kind, "").mayPass
    }
  }

  package var description: String { detail.isEmpty || detail == text ? text : "\(text) (\(detail))" }

  /// What our own database answered, in its first line.
  static func target(_ error: any Error, _ plan: RefreshPlan) -> RefreshFailure {
    switch error {
    case let failure as RefreshFailure: return failure
    case let failure as ReportFailure: return RefreshFailure(failure)
    case is CancellationError: return RefreshFailure(.source(.cancelled), "the refresh \(plan.name) was stopped")
    case let error as PostgresError:
      if error.sqlstate == "55P03" {
        return RefreshFailure(.target, "the table \(plan.table) is locked by somebody else", detail: error.detail)
      }
      if error.sqlstate == "57014" { return RefreshFailure(.source(.cancelled), "the refresh \(plan.name) was stopped") }
      return RefreshFailure(.target, place(error) + words(error), detail: error.detail)
    default: return RefreshFailure(.target, "the refresh \(plan.name) failed", detail: "\(error)")
    }
  }

  private static func words(_ error: PostgresError) -> String {
    let first = error.detail.prefix { !$0.isNewline }
    return first.isEmpty ? error.message : String(first)
  }

  /// The server names the row of a COPY in its context: `COPY bill_stop_details, line 7, column current_balance`.
  private static func place(_ error: PostgresError) -> String {
    let context = error.detail.split(whereSeparator: \.isNewline).first { $0.hasPrefix("COPY ") && $0.contains(", line ") }
    guard let context else { return "" }
    let parts = context.split(separator: ",").map { $0.drop { $0 == " " } }
    let row = parts.first { $0.hasPrefix("line ") }.map { "row \($0.dropFirst(5).prefix { $0.isNumber })" } ?? ""
    let column = parts.first { $0.hasPrefix("column ") }.map { ", \($0.prefix { $0 != ":" })" } ?? ""
    return row.isEmpty ? "" : "\(row)\(column): "
  }
}
