/// What a comprehension goes through: elements or keys, and with two variables indexes and elements, or keys and values.
struct Items {
  let first: [Value]
  let second: [Value]?

  init(_ range: Value, isPair: Bool, macro: String, place: Place) throws(EvaluationError) {
    switch range {
    case .list(let elements):
      first = isPair ? elements.indices.map { .int(Int64($0)) } : elements
      second = isPair ? elements : nil
    case .map(let map):
      first = map.keys.map(\.value)
      second = isPair ? map.values : nil
    default:
      throw EvaluationError("`\(macro)` goes through a list or a map, this is \(range.type.description.withArticle)", at: place)
    }
  }
}

/// The parts that all comprehensions have.
struct Loop {
  let name: String
  let range: any Node
  let slot: Int
  let isPair: Bool
  let condition: (any Node)?
  let body: any Node
  /// What a pass costs.
  let cost: Int
  let place: Place

  @inline(__always)
  func items(_ frame: inout Frame) throws(EvaluationError) -> Items {
    try Items(try range.value(&frame), isPair: isPair, macro: name, place: place)
  }

  /// Sets the variables for a pass.
  @inline(__always)
  func enter(_ items: Items, _ index: Int, _ frame: inout Frame) throws(EvaluationError) {
    try frame.spend(cost)
    frame.locals[slot] = items.first[index]
    if let second = items.second { frame.locals[slot + 1] = second[index] }
  }

  /// Whether the pass is to be made.
  @inline(__always)
  func takes(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    guard let condition else { return true }
    return try condition.test(&frame)
  }
}

/// `all` and `exists`: they pass over errors as `&&` and `||` do.
final class QuantifierNode: TestNode {
  private let loop: Loop
  /// The outcome of a pass that settles it: false for `all`, true for `exists`.
  private let settles: Bool

  init(_ loop: Loop, settles: Bool) {
    self.loop = loop
    self.settles = settles
  }

  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    let items = try loop.items(&frame)
    var failure: EvaluationError?
    for index in items.first.indices {
      try loop.enter(items, index, &frame)
      do {
        if try loop.body.test(&frame) == settles { return settles }
      } catch {
        if error.isLimit { throw error }
        if failure == nil { failure = error }
      }
    }
    if let failure { throw failure }
    return !settles
  }
}

final class ExistsOneNode: TestNode {
  private let loop: Loop
  init(_ loop: Loop) { self.loop = loop }

  func test(_ frame: inout Frame) throws(EvaluationError) -> Bool {
    let items = try loop.items(&frame)
    var count = 0
    for index in items.first.indices {
      try loop.enter(items, index, &frame)
      if try loop.body.test(&frame) { count += 1 }
    }
    return count == 1
  }
}

/// `map` and `transformList`.
final class TransformNode: Node {
  private let loop: Loop
  init(_ loop: Loop) { self.loop = loop }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    let items = try loop.items(&frame)
    var result: [Value] = []
    result.reserveCapacity(items.first.count)
    for index in items.first.indices {
      try loop.enter(items, index, &frame)
      if try loop.takes(&frame) { result.append(try loop.body.value(&frame)) }
    }
    return .list(result)
  }
}

final class FilterNode: Node {
  private let loop: Loop
  init(_ loop: Loop) { self.loop = loop }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    let items = try loop.items(&frame)
    var result: [Value] = []
    for index in items.first.indices {
      try loop.enter(items, index, &frame)
      if try loop.body.test(&frame) { result.append(items.first[index]) }
    }
    return .list(result)
  }
}

/// `transformMap`, and `transformMapEntry` whose body gives whole entries.
final class TransformMapNode: Node {
  private let loop: Loop
  private let givesEntries: Bool

  init(_ loop: Loop, givesEntries: Bool) {
    self.loop = loop
    self.givesEntries = givesEntries
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    let items = try loop.items(&frame)
    var result = ValueMap(minimumCapacity: items.first.count)
    for index in items.first.indices {
      try loop.enter(items, index, &frame)
      guard try loop.takes(&frame) else { continue }
      let value = try loop.body.value(&frame)
      if !givesEntries {
        if let key = MapKey(items.first[index]) { result[key] = value }
        continue
      }
      guard case .map(let entries) = value else { throw EvaluationError.noOverload("`transformMapEntry`", [value]).at(loop.place) }
      for (key, value) in entries where !result.insert(key, value) {
        throw EvaluationError("the key \(key.value) comes twice", at: loop.place)
      }
    }
    return .map(result)
  }
}

final class SortNode: Node {
  private let loop: Loop
  init(_ loop: Loop) { self.loop = loop }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    let items = try loop.items(&frame)
    var keys: [Value] = []
    keys.reserveCapacity(items.first.count)
    for index in items.first.indices {
      try loop.enter(items, index, &frame)
      let key = try loop.body.value(&frame)
      guard key.order(to: keys.first ?? key) != nil else {
        throw EvaluationError("the keys to sort by cannot be compared", at: loop.place)
      }
      keys.append(key)
    }
    try frame.spend(keys.count * (Int.bitWidth - keys.count.leadingZeroBitCount))
    return .list(Value.sortedIndices(of: keys).map { items.first[$0] })
  }
}

extension Value {
  /// The order in which comparable values stand, equal ones as they came; NaN last.
  static func sortedIndices(of keys: [Value]) -> [Int] {
    keys.indices.sorted { left, right in
      switch keys[left].order(to: keys[right]) {
      case .less?: true
      case .greater?: false
      case .unordered?: sortsLast(keys[left]) == sortsLast(keys[right]) ? left < right : sortsLast(keys[right])
      default: left < right
      }
    }
  }

  private static func sortsLast(_ value: Value) -> Bool {
    if case .double(let number) = value { number.isNaN } else { false }
  }
}

/// `groupBy`: a list of `{key, values}` in order of first appearance.
final class GroupNode: Node {
  private let loop: Loop
  init(_ loop: Loop) { self.loop = loop }

  private static let fields: [MapKey] = ["key", "values"]

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    let items = try loop.items(&frame)
    var positions: [Value: Int] = [:]
    var groups: [(key: Value, values: [Value])] = []
    for index in items.first.indices {
      try loop.enter(items, index, &frame)
      let key = try loop.body.value(&frame)
      let position = positions[key.unified] ?? groups.count
      if position == groups.count {
        positions[key.unified] = position
        groups.append((key, []))
      }
      groups[position].values.append(items.first[index])
    }
    return .list(groups.map { .map(ValueMap(uniqueKeys: Self.fields, values: [$0.key, .list($0.values)])) })
  }
}

extension Value {
  /// The same for numbers that are equal whatever their kind.
  fileprivate var unified: Value { wholeNumber.map { .int($0) } ?? self }
}

/// `cel.bind(name, value, result)`: a value that fails matters only where it is read.
final class BindNode: Node {
  private let initial: any Node
  private let slot: Int
  private let body: any Node

  init(_ initial: any Node, slot: Int, body: any Node) {
    self.initial = initial
    self.slot = slot
    self.body = body
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    try frame.set(slot, initial)
    defer { frame.failures[slot] = nil }
    return try body.value(&frame)
  }
}

/// `optional.optMap(x, value)`, `optional.optFlatMap(x, optional)`.
final class OptionalMapNode: Node {
  private let loop: Loop
  private let isFlat: Bool

  init(_ loop: Loop, isFlat: Bool) {
    self.loop = loop
    self.isFlat = isFlat
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    let operand = try loop.range.value(&frame)
    guard case .optional(let inner) = operand else { throw EvaluationError.noOverload("`\(loop.name)`", [operand]).at(loop.place) }
    guard let inner else { return .optional(nil) }
    frame.locals[loop.slot] = inner
    let result = try loop.body.value(&frame)
    if !isFlat { return .optional(result) }
    guard case .optional = result else { throw EvaluationError.noOverload("`\(loop.name)`", [operand, result]).at(loop.place) }
    return result
  }
}

/// `cel.block`: an element that fails matters only where it is read.
final class BlockNode: Node {
  private let elements: [any Node]
  private let slot: Int
  private let result: any Node

  init(_ elements: [any Node], slot: Int, result: any Node) {
    self.elements = elements
    self.slot = slot
    self.result = result
  }

  func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
    defer { for index in elements.indices { frame.failures[slot + index] = nil } }
    for (index, element) in elements.enumerated() { try frame.set(slot + index, element) }
    return try result.value(&frame)
  }
}
