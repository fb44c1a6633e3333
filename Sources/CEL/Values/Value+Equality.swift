/// How two values stand to each other; `unordered` where a NaN is among them.
package enum Order: Hashable, Sendable {
  case less, equal, greater, unordered
}

extension Value {
  /// What `==` means in an expression: numbers of different kinds are equal by value, other kinds that differ are unequal,
  /// NaN equals nothing, the order of a map's entries does not matter.
  package func equals(_ other: Value) -> Bool {
    switch (self, other) {
    case (.int(let a), .int(let b)): a == b
    case (.string(let a), .string(let b)): a.isSame(as: b)
    case (.bool(let a), .bool(let b)): a == b
    case (.null, .null): true
    case (.double(let a), .double(let b)): a == b
    case (.uint(let a), .uint(let b)): a == b
    case (.int, .uint), (.int, .double), (.uint, .int), (.uint, .double), (.double, .int), (.double, .uint):
      order(to: other) == .equal
    case (.bytes(let a), .bytes(let b)): a == b
    case (.list(let a), .list(let b)): Value.listsAreEqual(a, b)
    case (.map(let a), .map(let b)): a.equals(b)
    case (.timestamp(let a), .timestamp(let b)): a == b
    case (.duration(let a), .duration(let b)): a == b
    case (.type(let a), .type(let b)): a.name == b.name
    case (.optional(let a), .optional(let b)): Value.optionalsAreEqual(a, b)
    default: false
    }
  }

  private static func listsAreEqual(_ left: [Value], _ right: [Value]) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where !left[index].equals(right[index]) { return false }
    return true
  }

  private static func optionalsAreEqual(_ left: Value?, _ right: Value?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let a?, let b?): a.equals(b)
    default: false
    }
  }

  /// What `<` and its kin mean in an expression; nil where the two cannot be compared.
  package func order(to other: Value) -> Order? {
    switch (self, other) {
    case (.int(let a), .int(let b)): Order(a, b)
    case (.timestamp(let a), .timestamp(let b)): Order(a, b)
    case (.duration(let a), .duration(let b)): Order(a, b)
    case (.uint(let a), .uint(let b)): Order(a, b)
    case (.double(let a), .double(let b)): Order(a, b)
    case (.int(let a), .uint(let b)): a < 0 ? .less : Order(UInt64(a), b)
    case (.uint(let a), .int(let b)): b < 0 ? .greater : Order(a, UInt64(b))
    case (.int(let a), .double(let b)): Order(a, b)
    case (.double(let a), .int(let b)): Order(b, a).reversed
    case (.uint(let a), .double(let b)): Order(a, b)
    case (.double(let a), .uint(let b)): Order(b, a).reversed
    case (.string(let a), .string(let b)): a.order(to: b)
    case (.bytes(let a), .bytes(let b)): Order(a, b)
    case (.bool(let a), .bool(let b)): Order(a ? 1 : 0, b ? 1 : 0)
    default: nil
    }
  }
}

extension Order {
  init<T: Comparable>(_ left: T, _ right: T) {
    self = left < right ? .less : left > right ? .greater : left == right ? .equal : .unordered
  }

  init(_ left: [UInt8], _ right: [UInt8]) {
    self = left.lexicographicallyPrecedes(right) ? .less : right.lexicographicallyPrecedes(left) ? .greater : .equal
  }

  /// An int beside a double: beyond int's range by magnitude, within it as doubles, as the other implementations do.
  init(_ left: Int64, _ right: Double) {
    if right < -0x1p63 { self = .greater } else if right > 0x1p63 { self = .less } else { self = Order(Double(left), right) }
  }

  init(_ left: UInt64, _ right: Double) {
    if right < 0 { self = .greater } else if right > 0x1p64 { self = .less } else { self = Order(Double(left), right) }
  }

  var reversed: Order {
    switch self {
    case .less: .greater
    case .greater: .less
    case .equal, .unordered: self
    }
  }
}
