/// Why a text is no cron expression.
package struct CronError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The field that is wrong; nil where the number of fields is.
  package let field: CronField?
  /// Where in the text, in UTF-8 bytes: what an editor underlines.
  package let place: Range<Int>
  package let problem: String
  package let hint: String

  package var description: String { "\(problem) (\(hint))" }
}
