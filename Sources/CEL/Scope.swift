/// Gives an evaluation the values of its environment's variables, when it asks for them.
package protocol Scope: Sendable {
  /// `slot` is the variable's index in `Environment.variables`. May be asked several times for one slot.
  func value(ofSlot slot: Int) throws(EvaluationError) -> Value
}

/// Values that are all there beforehand.
package struct Bindings: Scope {
  private var values: [Value?]
  private let names: [String]

  /// Values by name; names that the environment does not know are passed over.
  package init(_ environment: Environment, _ values: [String: Value]) {
    names = environment.variables.map(\.name)
    self.values = names.map { values[$0] }
  }

  package func value(ofSlot slot: Int) throws(EvaluationError) -> Value {
    guard let value = values[slot] else { throw EvaluationError("'\(names[slot])' has no value here") }
    return value
  }

  /// Sets a variable; nil takes its value away. Unknown names are passed over.
  package subscript(name: String) -> Value? {
    get { names.firstIndex(of: name).flatMap { values[$0] } }
    set { if let slot = names.firstIndex(of: name) { values[slot] = newValue } }
  }
}
