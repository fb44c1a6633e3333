final class ListNode: Node {
  private let elements: [any Node]
  /// Positions of `?element`; empty in most lists.
  private let optionals: Set<Int>
  private let place: Place

  init(_ elements: [any Node], optionals: Set<Int>, place: Place) {
    self.elements = elements
    self.optionals = optionals
    self.place = place
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    var result: [Value] = []
    result.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      let value = try element.value(&frame)
      if optionals.isEmpty || !optionals.contains(index) {
        result.append(value)
      } else if let inner = try EvaluationError.unwrap(value, at: place) {
        result.append(inner)
      }
    }
    return .list(result)
  }
}

final class MapNode: Node {
  struct Entry {
    let key: any Node
    let value: any Node
    let isOptional: Bool
  }

  private let entries: [Entry]
  private let place: Place

  init(_ entries: [Entry], place: Place) {
    self.entries = entries
    self.place = place
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    var map = ValueMap(minimumCapacity: entries.count)
    for entry in entries {
      let keyValue = try entry.key.value(&frame)
      guard let key = MapKey(keyValue), keyValue.double == nil else {
        throw EvaluationError("\(keyValue.type.description.withArticle) is no key", at: place)
      }
      var value = try entry.value.value(&frame)
      if entry.isOptional {
        guard let inner = try EvaluationError.unwrap(value, at: place) else { continue }
        value = inner
      }
      if !map.insert(key, value) { throw EvaluationError("the key \(keyValue) is there twice", at: place) }
    }
    return .map(map)
  }
}

/// A struct-like value: its fields in the order of their declaration.
final class ObjectNode: Node {
  struct Field {
    let key: MapKey
    let value: any Node
    let isOptional: Bool
  }

  private let fields: [Field]
  private let keys: [MapKey]
  private let place: Place

  init(_ fields: [Field], place: Place) {
    self.fields = fields
    keys = fields.map(\.key)
    self.place = place
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    var keys = keys
    var values: [Value] = []
    values.reserveCapacity(fields.count)
    for field in fields {
      let value = try field.value.value(&frame)
      if !field.isOptional {
        values.append(value)
      } else if let inner = try EvaluationError.unwrap(value, at: place) {
        values.append(inner)
      } else {
        keys.remove(at: values.count)
      }
    }
    return .map(ValueMap(uniqueKeys: keys, values: values))
  }
}

extension EvaluationError {
  /// What an optional holds.
  static func unwrap(_ value: Value, at place: Place) throws(EvaluationError) -> Value? {
    guard case .optional(let inner) = value else {
      throw EvaluationError("behind `?` stands an optional, this is \(value.type.description.withArticle)", at: place)
    }
    return inner
  }
}
