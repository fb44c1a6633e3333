/// A text that was to be a date, a time, a duration, a zone or a pattern, and is none.
package struct TimeTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text as written, shortened where it is long.
  package let text: String
  /// Where in the text the trouble is, in UTF-8 bytes; the whole text where no place is better than another.
  package let place: Range<Int>
  /// What is wrong, as the end of a sentence that begins with the text.
  package let problem: String
  /// What to write instead.
  package let hint: String

  /// More of a wrong text than this helps nobody to find it.
  private static let shownMax = 80

  init(_ text: String, at place: Range<Int>? = nil, _ problem: String, hint: String) {
    self.text = text.count > TimeTextError.shownMax ? text.prefix(TimeTextError.shownMax) + "…" : text
    self.place = place ?? 0..<text.utf8.count
    self.problem = problem
    self.hint = hint
  }

  package var description: String { "`\(text)` \(problem) (\(hint))" }
}
