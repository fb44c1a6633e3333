/// Why a source gave no answer.
package struct SourceFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Retry: Hashable, Sendable {
    /// The same question will fail again: it is wrong, or not allowed.
    case never
    /// The source is in trouble; it may have said how many seconds to wait.
    case later(afterSeconds: Double?)
  }

  /// For people; safe to show anywhere.
  package var text: String
  /// The full words, for the log. No secrets.
  package var detail: String
  package var retry: Retry

  package init(text: String, detail: String = "", retry: Retry) {
    (self.text, self.detail, self.retry) = (text, detail, retry)
  }

  package var description: String { detail.isEmpty ? text : "\(text) (\(detail))" }
}
