/// A field of a comprehension's variable, the most frequent thing in a guard: the variable is looked at where it is.
final class LocalFieldNode: Node {
  private let slot: Int
  private let field: String
  private let hint: Int
  private let general: SelectNode

  init(slot: Int, field: String, hint: Int, general: SelectNode) {
    self.slot = slot
    self.field = field
    self.hint = hint
    self.general = general
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    if frame.failures.isEmpty, case .map(let map) = frame.locals[slot], let value = map.value(ofField: field, hint: hint) { return value }
    return try general.value(&frame)
  }
}

/// Reading fields, elements and entries, plainly and optionally.
final class SelectNode: Node {
  private let operand: any Node
  private let field: String
  /// Where the operand's type declares the field; `Int.max` where nothing is known.
  private let hint: Int
  private let isOptional: Bool
  private let place: Place

  init(operand: any Node, field: String, hint: Int, isOptional: Bool, place: Place) {
    self.operand = operand
    self.field = field
    self.hint = hint
    self.isOptional = isOptional
    self.place = place
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    let operand = try operand.value(&frame)
    if !isOptional, case .map(let map) = operand {
      if let value = map.value(ofField: field, hint: hint) { return value }
      throw EvaluationError("there is no field '\(field)'", at: place)
    }
    return try uncommonValue(operand)
  }

  private func uncommonValue(_ operand: Value) throws(EvaluationError) -> Value {
    switch operand {
    case .map(let map): return .optional(map[field])
    case .optional(nil): return .optional(nil)
    case .optional(.map(let map)?): return .optional(map[field])
    case .optional(let inner?): throw EvaluationError("\(inner.type.description.withArticle) has no fields", at: place)
    default: throw EvaluationError("\(operand.type.description.withArticle) has no fields", at: place)
    }
  }
}

final class HasNode: TestNode {
  private let operand: any Node
  private let field: String
  private let place: Place

  init(operand: any Node, field: String, place: Place) {
    self.operand = operand
    self.field = field
    self.place = place
  }

  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    let operand = try operand.value(&frame)
    switch operand {
    case .map(let map), .optional(.map(let map)?): return map[field] != nil
    case .optional(nil): return false
    default: throw EvaluationError("\(operand.type.description.withArticle) has no fields", at: place)
    }
  }
}

final class IndexNode: Node {
  private let operand: any Node
  private let key: any Node
  private let isOptional: Bool
  private let place: Place

  init(operand: any Node, key: any Node, isOptional: Bool, place: Place) {
    self.operand = operand
    self.key = key
    self.isOptional = isOptional
    self.place = place
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    let operand = try operand.value(&frame)
    let key = try key.value(&frame)
    if case .optional(let inner) = operand {
      guard let inner else { return .optional(nil) }
      return .optional(try find(key, in: inner))
    }
    let found = try find(key, in: operand)
    if isOptional { return .optional(found) }
    if let found { return found }
    throw EvaluationError(message(key, in: operand), at: place)
  }

  private func message(_ key: Value, in operand: Value) -> String {
    if case .list(let elements) = operand { return "there is no element \(key), the list has \(elements.count)" }
    return "there is no entry with that key"
  }

  private func find(_ key: Value, in operand: Value) throws(EvaluationError) -> Value? {
    switch operand {
    case .list(let elements):
      guard let number = key.wholeNumber else {
        throw EvaluationError("a list is indexed with a whole number, this is \(key.type.description.withArticle)", at: place)
      }
      return number >= 0 && number < elements.count ? elements[Int(number)] : nil
    case .map(let map):
      if let key = MapKey(key) { return map[key] }
      if case .double = key { return nil }
      throw EvaluationError("\(key.type.description.withArticle) is no key", at: place)
    default: throw EvaluationError("\(operand.type.description.withArticle) cannot be indexed", at: place)
    }
  }
}

extension Value {
  /// The whole number that this number is, whatever its kind.
  var wholeNumber: Int64? {
    switch self {
    case .int(let number): number
    case .uint(let number): Int64(exactly: number)
    case .double(let number): Int64(exactly: number)
    default: nil
    }
  }
}
