import CEL
import Calendar
import Workflow

extension Run {
  func evaluate(_ expression: Workflow.Expression) throws(StepFault) -> Value { try evaluate(expression, seeing: self) }

  /// What it says of what a message took along.
  func evaluate(_ expression: Workflow.Expression, seeing scope: some Scope) throws(StepFault) -> Value {
    do throws(EvaluationError) {
      return try expression.program.evaluate(scope)
    } catch {
      throw fault("\(error.message), in \(expression.part(of: error))", at: expression.place(of: error))
    }
  }

  func isTrue(_ expression: Workflow.Expression) throws(StepFault) -> Bool {
    do {
      return try expression.program.test(self)
    } catch {
      throw fault("\(error.message), in \(expression.part(of: error))", at: expression.place(of: error))
    }
  }

  func string(_ expression: Workflow.Expression) throws(StepFault) -> String {
    let value = try evaluate(expression)
    guard case .string(let text) = value else {
      throw fault("`\(expression.source)` is \(value.kindWithArticle), not a text", at: expression.place)
    }
    return text
  }

  func instant(_ expression: Workflow.Expression) throws(StepFault) -> Instant {
    let value = try evaluate(expression)
    guard case .timestamp(let timestamp) = value else {
      throw fault("`\(expression.source)` is \(value.kindWithArticle), not a time", at: expression.place)
    }
    return Instant(timestamp)
  }

  func list(_ expression: Workflow.Expression) throws(StepFault) -> [Value] {
    let value = try evaluate(expression)
    guard case .list(let values) = value else {
      throw fault("`\(expression.source)` is \(value.kindWithArticle), not a list", at: expression.place)
    }
    return values
  }

  /// All right sides, in order.
  func map(_ assignments: [Assignment]) throws(StepFault) -> ValueMap {
    var map = ValueMap(minimumCapacity: assignments.count)
    for assignment in assignments { map[assignment.name] = try evaluate(assignment.value) }
    return map
  }

  func text(_ text: Text) throws(StepFault) -> String { try self.text(text, seeing: self) }

  func text(_ text: Text, seeing scope: some Scope) throws(StepFault) -> String {
    var result = ""
    for part in text.parts {
      switch part {
      case .literal(let literal): result += literal
      case .value(let expression): result += Self.shown(try evaluate(expression, seeing: scope))
      }
    }
    return result
  }

  /// A value amid text: as it is where it is text, else as JSON or CEL writes it.
  private static func shown(_ value: Value) -> String {
    switch value {
    case .null: ""
    case .string(let text): text
    case .bool(let flag): String(flag)
    case .int(let number): String(number)
    case .uint(let number): String(number)
    case .double(let number): number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    case .timestamp(let timestamp): timestamp.description
    case .duration(let span): span.description
    case .bytes(let bytes): Base64.encode(bytes)
    case .type(let type): type.name
    case .optional(let inner): inner.map { shown($0) } ?? ""
    case .list(let values): values.map { shown($0) }.joined(separator: ", ")
    case .map(let map): map.map { "\($0.key.text): \(shown($0.value))" }.joined(separator: ", ")
    }
  }

  /// A value as its declared type, or a fault that says where it is not.
  func typed(
    _ place: Workflow.Place?, _ what: String, _ coercion: () throws(CoercionError) -> Value
  ) throws(StepFault) -> Value {
    do { return try coercion() } catch { throw fault("\(what): \(error)", at: place) }
  }
}
