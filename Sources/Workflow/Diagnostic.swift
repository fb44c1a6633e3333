/// One thing that is wrong, or doubtful, in an author's file: where, what, and the way out.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Hashable, Sendable {
    case error
    case warning
  }

  /// A stable name such as `T0102`, to look the explanation up by.
  package var code: String
  package var severity: Severity
  package var place: Place
  /// How many scalars the caret underlines, at least one.
  package var length: Int
  package var message: String
  /// What to do about it: "did you mean `escalated`?".
  package var hint: String?

  package init(
    code: String, severity: Severity = .error, place: Place, length: Int = 1, message: String, hint: String? = nil
  ) {
    self.code = code
    self.severity = severity
    self.place = place
    self.length = max(1, length)
    self.message = message
    self.hint = hint
  }
}

/// All that is wrong with a file, at once.
package struct Diagnostics: Error, Hashable, Sendable {
  package var all: [Diagnostic]

  package init(_ all: [Diagnostic]) {
    self.all = all
  }
}
