/// Why a report gave no (whole) answer.
package struct ReportFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    /// Missing, unknown or unfit parameters: nothing was asked.
    case parameters
    /// The source refuses the statement; asked again it will again.
    case refused
    /// A value does not have the declared type.
    case unfit
    /// The source is in trouble, or gone in the middle.
    case trouble
    case timeout
    case cancelled
  }

  package var kind: Kind
  /// For people; safe to show anywhere.
  package var text: String
  /// The full words, for the log. No secrets.
  package var detail: String

  package init(_ kind: Kind, _ text: String, detail: String = "") { (self.kind, self.text, self.detail) = (kind, text, detail) }

  /// Whether the same may succeed later.
  package var mayPass: Bool {
    switch kind {
    case .parameters, .refused, .unfit: false
    case .trouble, .timeout, .cancelled: true
    }
  }

  package var description: String { detail.isEmpty || detail == text ? text : "\(text) (\(detail))" }

  /// A value that is not of its column's type, by row (from 1) and column.
  package static func unfit(row: Int, column: String, _ what: String) -> ReportFailure {
    ReportFailure(.unfit, "row \(row), column \(column): \(what)")
  }
}
