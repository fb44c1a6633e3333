/// `+ - * / %`. Whole numbers never wrap: what does not fit is an error.
final class ArithmeticNode: Node {
  private let operation: BinaryOperator
  private let left: any Node
  private let right: any Node
  private let place: Place

  init(_ operation: BinaryOperator, _ left: any Node, _ right: any Node, place: Place) {
    self.operation = operation
    self.left = left
    self.right = right
    self.place = place
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    let left = try left.value(&frame)
    let right = try right.value(&frame)
    switch (left, right) {
    case (.int(let a), .int(let b)): return .int(try whole(a, b))
    case (.timestamp(let a), .timestamp(let b)) where operation == .subtract:
      if let span = a.since(b) { return .duration(span) }
      throw EvaluationError("the difference is longer than 292 years", at: place)
    case (.double(let a), .double(let b)): return .double(try double(a, b))
    case (.uint(let a), .uint(let b)): return .uint(try whole(a, b))
    default:
      try frame.spend(left.weight + right.weight)
      return try other(left, right)
    }
  }

  private func whole<Number: FixedWidthInteger>(_ a: Number, _ b: Number) throws(EvaluationError) -> Number {
    let (result, overflow) =
      switch operation {
      case .add: a.addingReportingOverflow(b)
      case .subtract: a.subtractingReportingOverflow(b)
      case .multiply: a.multipliedReportingOverflow(by: b)
      case .divide: a.dividedReportingOverflow(by: b)
      default: a.remainderReportingOverflow(dividingBy: b)
      }
    if !overflow { return result }
    let divides = operation == .divide || operation == .remainder
    throw EvaluationError(divides && b == 0 ? "division by zero" : "the result does not fit 64 bits", at: place)
  }

  private func double(_ a: Double, _ b: Double) throws(EvaluationError) -> Double {
    switch operation {
    case .add: return a + b
    case .subtract: return a - b
    case .multiply: return a * b
    case .divide: return a / b
    default: throw EvaluationError.noOverload("`%`", [.double(a), .double(b)]).at(place)
    }
  }

  private func other(_ left: Value, _ right: Value) throws(EvaluationError) -> Value {
    switch (operation, left, right) {
    case (.add, .string(let a), .string(let b)):
      try EvaluationError.checkSize(a.utf8.count + b.utf8.count)
      return .string(a + b)
    case (.add, .bytes(let a), .bytes(let b)):
      try EvaluationError.checkSize(a.count + b.count)
      return .bytes(a + b)
    case (.add, .list(let a), .list(let b)): return .list(a + b)
    case (.add, .timestamp(let a), .duration(let b)), (.add, .duration(let b), .timestamp(let a)):
      return .timestamp(try inRange(a.adding(b)))
    case (.subtract, .timestamp(let a), .duration(let b)): return .timestamp(try inRange(a.subtracting(b)))
    case (.add, .duration(let a), .duration(let b)): return .duration(try inRange(a.adding(b)))
    case (.subtract, .duration(let a), .duration(let b)): return .duration(try inRange(a.subtracting(b)))
    default: throw EvaluationError.noOverload("`\(operation.rawValue)`", [left, right]).at(place)
    }
  }

  private func inRange<T>(_ value: T?) throws(EvaluationError) -> T {
    if let value { return value }
    throw EvaluationError("the result is out of range", at: place)
  }
}

final class NegateNode: Node {
  private let operand: any Node
  private let place: Place

  init(_ operand: any Node, place: Place) {
    self.operand = operand
    self.place = place
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    switch try operand.value(&frame) {
    case .int(let number):
      if number == .min { throw EvaluationError("the result does not fit 64 bits", at: place) }
      return .int(-number)
    case .double(let number): return .double(-number)
    case let value: throw EvaluationError.noOverload("`-`", [value]).at(place)
    }
  }
}

extension EvaluationError {
  /// Stops before a text or bytes grow beyond the limit.
  static func checkSize(_ count: Int) throws(EvaluationError) {
    if count > Limits.textBytesMax { throw .limit("a text would be longer than \(Limits.textBytesMax) bytes") }
  }
}
