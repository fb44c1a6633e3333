package import CEL

/// A CEL expression as it stands in an author's file, checked against the types that are in scope there.
///
/// Two expressions are equal when they are the same text in the same place.
package struct Expression: Sendable {
  package let program: Program
  package let place: Place

  package init(program: Program, place: Place) {
    self.program = program
    self.place = place
  }

  package var source: String { program.source }
}

extension Expression: Hashable {
  package static func == (left: Expression, right: Expression) -> Bool {
    left.place == right.place && left.source == right.source
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(place)
    hasher.combine(source)
  }
}
