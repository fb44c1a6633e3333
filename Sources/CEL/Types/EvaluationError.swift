/// Why an expression has no value. Its text is safe to show: it names what the author wrote and kinds of values, and quotes
/// values only where a function says so.
package struct EvaluationError: Error, Hashable, Sendable {
  /// Kept behind one reference, so that a throwing call returns it in a register.
  private final class Details: Sendable {
    let message: String
    let place: Place?
    let definition: String?
    let isLimit: Bool

    init(message: String, place: Place?, definition: String?, isLimit: Bool) {
      self.message = message
      self.place = place
      self.definition = definition
      self.isLimit = isLimit
    }
  }

  private let details: Details

  package init(_ message: String, at place: Place? = nil) {
    details = Details(message: message, place: place, definition: nil, isLimit: false)
  }

  private init(details: Details) { self.details = details }

  /// A limit of the engine was reached; `||`, `&&` and `exists` do not pass over it.
  static func limit(_ message: String, at place: Place? = nil) -> EvaluationError {
    EvaluationError(details: Details(message: message, place: place, definition: nil, isLimit: true))
  }

  package var message: String { details.message }

  /// Where in the source it arose.
  package var place: Place? { details.place }

  /// The named expression (`let`) in whose source `place` lies; nil for the expression itself.
  package var definition: String? { details.definition }

  /// Whether a limit of the engine was reached.
  package var isLimit: Bool { details.isLimit }

  /// The same, arisen at `place` unless it has one already.
  func at(_ place: Place) -> EvaluationError {
    if details.place != nil || details.definition != nil { return self }
    return EvaluationError(
      details: Details(message: message, place: place, definition: details.definition, isLimit: details.isLimit))
  }

  func within(definition name: String) -> EvaluationError {
    if details.definition != nil { return self }
    return EvaluationError(details: Details(message: message, place: place, definition: name, isLimit: isLimit))
  }

  package static func == (left: EvaluationError, right: EvaluationError) -> Bool {
    left.message == right.message && left.place == right.place && left.definition == right.definition && left.isLimit == right.isLimit
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(message)
    hasher.combine(place)
    hasher.combine(definition)
    hasher.combine(isLimit)
  }
}
