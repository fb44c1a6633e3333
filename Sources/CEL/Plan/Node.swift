/// A part of a compiled expression. Nodes are immutable and shared by all evaluations.
protocol Node: AnyObject, Sendable {
  func value(_ frame: inout Frame) throws(EvaluationError) -> Value
  /// The value where a bool is needed; an error where it is none.
  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool
}

extension Node {
  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    guard case .bool(let result) = try value(&frame) else { throw EvaluationError("a bool is needed here") }
    return result
  }

  /// The value if it is known while compiling.
  var constant: Value? { (self as? ConstantNode)?.constantValue }
}

/// Where a bool is needed and the checker could not see one.
final class BoolNode: TestNode {
  private let operand: any Node
  private let place: Place

  init(_ operand: any Node, place: Place) {
    self.operand = operand
    self.place = place
  }

  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    switch try operand.value(&frame) {
    case .bool(let result): return result
    case let value: throw EvaluationError("a bool is needed here, this is \(value.type.description.withArticle)", at: place)
    }
  }
}

/// A node whose result is a bool: only `test` is its own.
protocol TestNode: Node {}

extension TestNode {
  func value(_ frame: inout Frame) throws(EvaluationError) -> Value { .bool(try test(&frame)) }
}

final class ConstantNode: Node {
  let constantValue: Value

  init(_ value: Value) { constantValue = value }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value { constantValue }
}

/// A name that nothing answers to; an error when it is needed.
final class UnresolvedNode: Node {
  private let error: EvaluationError

  init(_ message: String, at place: Place) { error = EvaluationError(message, at: place) }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value { throw error }
}

final class VariableNode: Node {
  private let slot: Int
  private let place: Place

  init(slot: Int, place: Place) {
    self.slot = slot
    self.place = place
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    do {
      let value = try frame.scope.value(ofSlot: slot)
      frame.count(value, ofSlot: slot)
      return value
    } catch {
      throw error.at(place)
    }
  }
}

/// A comprehension's variable.
final class LocalNode: Node {
  private let slot: Int

  init(slot: Int) { self.slot = slot }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    if !frame.failures.isEmpty, let error = frame.failures[slot] { throw error }
    return frame.locals[slot]
  }
}

/// A named expression, evaluated when first read.
final class DefinitionNode: Node {
  private let number: Int
  private let name: String
  private let body: any Node
  private let localCount: Int

  init(number: Int, name: String, body: any Node, localCount: Int) {
    self.number = number
    self.name = name
    self.body = body
    self.localCount = localCount
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    if let outcome = frame.definitions[number] { return try outcome.get() }
    let outcome = evaluate(&frame)
    frame.definitions[number] = outcome
    return try outcome.get()
  }

  private func evaluate(_ frame: inout Frame) -> Frame.Outcome {
    let (locals, failures) = (frame.locals, frame.failures)
    frame.locals = localCount == 0 ? [] : Array(repeating: .null, count: localCount)
    frame.failures = [:]
    defer { (frame.locals, frame.failures) = (locals, failures) }
    do {
      return .success(try body.value(&frame))
    } catch {
      return .failure(error.within(definition: name))
    }
  }
}
