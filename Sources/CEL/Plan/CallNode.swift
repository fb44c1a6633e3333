/// A call of a table's function.
final class CallNode: Node {
  private let name: String
  private let overloads: [Overload]
  private let arguments: [any Node]
  /// Whether the checker saw that the one overload fits, so that the values need not be looked at.
  private let isCertain: Bool
  private let place: Place

  init(name: String, overloads: [Overload], arguments: [any Node], isCertain: Bool, place: Place) {
    self.name = name
    self.overloads = overloads
    self.arguments = arguments
    self.isCertain = isCertain
    self.place = place
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    var values: [Value] = []
    values.reserveCapacity(arguments.count)
    var weight = 1
    for argument in arguments {
      let value = try argument.value(&frame)
      weight += value.weight
      values.append(value)
    }
    try frame.spend(weight)
    let result = try call(values)
    try frame.spend(result.weight)
    return result
  }

  private func call(_ values: [Value]) throws(EvaluationError) -> Value {
    do {
      if isCertain { return try overloads[0].evaluate(values) }
      for overload in overloads where overload.accepts(values) { return try overload.evaluate(values) }
    } catch {
      throw error.at(place)
    }
    throw EvaluationError.noOverload("`\(name)`", values).at(place)
  }
}

extension Overload {
  func accepts(_ values: [Value]) -> Bool {
    guard values.count == parameters.count else { return false }
    for (parameter, value) in zip(parameters, values) where !parameter.accepts(value) { return false }
    return true
  }
}

/// `optional.or(other)`, `optional.orValue(other)`: the other is evaluated only where it is needed.
final class OrElseNode: Node {
  private let operand: any Node
  private let other: any Node
  private let givesOptional: Bool
  private let place: Place

  init(_ operand: any Node, _ other: any Node, givesOptional: Bool, place: Place) {
    self.operand = operand
    self.other = other
    self.givesOptional = givesOptional
    self.place = place
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    let value = try operand.value(&frame)
    guard case .optional(let inner) = value else {
      throw EvaluationError.noOverload(givesOptional ? "`or`" : "`orValue`", [value]).at(place)
    }
    if let inner { return givesOptional ? value : inner }
    let other = try other.value(&frame)
    if givesOptional, other.type != .optional(.dyn) { throw EvaluationError.noOverload("`or`", [value, other]).at(place) }
    return other
  }
}

/// Looks at what comes out where the checker could not know: its type is promised to the caller.
final class ConformNode: Node {
  private let operand: any Node
  private let type: CELType
  private let conformance: Conformance
  private let place: Place

  init(_ operand: any Node, type: CELType, conformance: Conformance, place: Place) {
    self.operand = operand
    self.type = type
    self.conformance = conformance
    self.place = place
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    let value = try operand.value(&frame)
    if let problem = conformance.problem(value, type) { throw EvaluationError(problem, at: place) }
    return value
  }
}
