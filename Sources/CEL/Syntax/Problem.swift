/// Something wrong in an expression, at its place, with a hint where there is one.
package struct Problem: Error, Hashable, Sendable {
  package let message: String
  /// What to write instead: "did you mean `openedAt`?"
  package let hint: String?
  package let place: Place

  package init(_ message: String, hint: String? = nil, at place: Place) {
    self.message = message
    self.hint = hint
    self.place = place
  }

  /// UTF-8 bytes from the start of the source.
  package var offset: Int { place.offset }
  package var length: Int { place.length }
}

/// All problems of an expression, in the order of their places; never empty.
package struct CompileErrors: Error, Hashable, Sendable {
  package let problems: [Problem]

  package init(_ problems: [Problem]) { self.problems = problems.sorted { $0.offset < $1.offset } }
}
