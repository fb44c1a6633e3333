package import CEL

/// A CEL expression as it stands in an author's file, checked against the types that are in scope there.
///
/// Two expressions are equal when they are the same text in the same place.
package struct Expression: Sendable {
  package let program: Program
  package let place: Place
  /// Where its bytes stand in the file: a text over several lines, or with escapes, is not written there as it is read.
  private let placeOfOffset: @Sendable (Int) -> Place

  package init(program: Program, place: Place) {
    self.init(program: program, place: place) { _ in place }
  }

  package init(program: Program, place: Place, placeOfOffset: @escaping @Sendable (Int) -> Place) {
    self.program = program
    self.place = place
    self.placeOfOffset = placeOfOffset
  }

  package var source: String { program.source }
}

extension Expression {
  /// Where in the file an evaluation failed. What failed in a named expression is told where this one reads it.
  package func place(of error: EvaluationError) -> Place {
    guard error.definition == nil, let part = error.place else { return place }
    return placeOfOffset(part.offset)
  }

  /// The part that failed, as it is written: the innermost one that has no value.
  package func part(of error: EvaluationError) -> String {
    if let name = error.definition { return "`\(name)`, which `\(source)` reads" }
    guard let part = error.place, part.length > 0, part.end <= source.utf8.count else { return "`\(source)`" }
    let bytes = source.utf8.dropFirst(part.offset).prefix(part.length)
    return "`\(String(bytes) ?? source)`"
  }
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
