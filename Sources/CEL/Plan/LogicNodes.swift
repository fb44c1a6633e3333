/// `&&` and `||` of two operands. One that settles it decides, whatever happens in the other.
final class PairNode: TestNode {
  private let first: any Node
  private let second: any Node
  /// What an operand must be to settle it: false for `&&`, true for `||`.
  private let settles: Bool

  init(_ first: any Node, _ second: any Node, settles: Bool) {
    self.first = first
    self.second = second
    self.settles = settles
  }

  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    let outcome: Bool
    do {
      outcome = try first.test(&frame)
    } catch {
      if error.isLimit { throw error }
      if try second.test(&frame) == settles { return settles }
      throw error
    }
    return outcome == settles ? settles : try second.test(&frame)
  }
}

/// The same of more operands.
final class ChainNode: TestNode {
  private let operands: [any Node]
  private let settles: Bool

  init(_ operands: [any Node], settles: Bool) {
    self.operands = operands
    self.settles = settles
  }

  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    var failure: EvaluationError?
    for operand in operands {
      do {
        if try operand.test(&frame) == settles { return settles }
      } catch {
        if error.isLimit { throw error }
        if failure == nil { failure = error }
      }
    }
    if let failure { throw failure }
    return !settles
  }
}

final class NotNode: TestNode {
  private let operand: any Node
  init(_ operand: any Node) { self.operand = operand }
  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool { !(try operand.test(&frame)) }
}

final class ConditionalNode: Node {
  private let condition: any Node
  private let then: any Node
  private let otherwise: any Node

  init(_ condition: any Node, then: any Node, otherwise: any Node) {
    self.condition = condition
    self.then = then
    self.otherwise = otherwise
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    try condition.test(&frame) ? try then.value(&frame) : try otherwise.value(&frame)
  }

  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    try condition.test(&frame) ? try then.test(&frame) : try otherwise.test(&frame)
  }
}

final class EqualNode: TestNode {
  private let left: any Node
  private let right: any Node
  private let isNegated: Bool

  init(_ left: any Node, _ right: any Node, isNegated: Bool) {
    self.left = left
    self.right = right
    self.isNegated = isNegated
  }

  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    let left = try left.value(&frame)
    let right = try right.value(&frame)
    switch (left, right) {
    case (.list, _), (.map, _): try frame.spend(left.weight)
    default: break
    }
    return left.equals(right) != isNegated
  }
}

/// Equality with a text that is written in the expression.
final class EqualTextNode: TestNode {
  private let operand: any Node
  private let text: String
  private let isNegated: Bool

  init(_ operand: any Node, text: String, isNegated: Bool) {
    self.operand = operand
    self.text = text
    self.isNegated = isNegated
  }

  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    guard case .string(let value) = try operand.value(&frame) else { return isNegated }
    return value.isSame(as: text) != isNegated
  }
}

final class CompareNode: TestNode {
  private let operation: BinaryOperator
  private let left: any Node
  private let right: any Node
  /// What stands on the right, if it is known.
  private let constant: Value?
  private let place: Place

  init(_ operation: BinaryOperator, _ left: any Node, _ right: any Node, place: Place) {
    self.operation = operation
    self.left = left
    self.right = right
    constant = right.constant
    self.place = place
  }

  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    let left = try left.value(&frame)
    let right = if let constant { constant } else { try right.value(&frame) }
    switch (left, right) {
    case (.int(let a), .int(let b)): return holds(a, b)
    case (.duration(let a), .duration(let b)): return holds(a.nanoseconds, b.nanoseconds)
    default: return try compare(left, right)
    }
  }

  @inline(__always)
  private func holds(_ a: Int64, _ b: Int64) -> Bool {
    switch operation {
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    default: a >= b
    }
  }

  private func compare(_ left: Value, _ right: Value) throws(EvaluationError) -> Bool {
    guard let order = left.order(to: right) else {
      throw EvaluationError.noOverload("`\(operation.rawValue)`", [left, right]).at(place)
    }
    return switch operation {
    case .less: order == .less
    case .lessOrEqual: order == .less || order == .equal
    case .greater: order == .greater
    default: order == .greater || order == .equal
    }
  }
}

final class InNode: TestNode {
  private let element: any Node
  private let range: any Node
  private let place: Place

  init(_ element: any Node, _ range: any Node, place: Place) {
    self.element = element
    self.range = range
    self.place = place
  }

  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    let element = try element.value(&frame)
    switch try range.value(&frame) {
    case .list(let elements):
      try frame.spend(elements.count)
      return elements.contains { $0.equals(element) }
    case .map(let map):
      guard let key = MapKey(element) else { return false }
      return map.position(of: key) != nil
    case let range: throw EvaluationError.noOverload("`in`", [element, range]).at(place)
    }
  }
}

extension EvaluationError {
  /// No form of a function or operator takes values of these kinds.
  static func noOverload(_ name: String, _ arguments: [Value]) -> EvaluationError {
    EvaluationError("\(name) does not go with (\(arguments.map { $0.type.description }.joined(separator: ", ")))")
  }
}
