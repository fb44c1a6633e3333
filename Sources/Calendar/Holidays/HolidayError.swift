/// Why a file of holidays cannot be used.
package struct HolidayError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Counted from 1; nil where the file as a whole is meant.
  package let line: Int?
  package let problem: String
  package let hint: String

  package var description: String { (line.map { "line \($0): " } ?? "") + "\(problem) (\(hint))" }
}
