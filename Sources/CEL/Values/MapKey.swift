/// A key of a map. Equal numbers are the same key whatever their kind.
package enum MapKey: Sendable {
  case string(String)
  case int(Int64)
  case uint(UInt64)
  case bool(Bool)

  /// The key that a value stands for; nil where it cannot be one. A double with a whole value finds the key of that number.
  package init?(_ value: Value) {
    switch value {
    case .string(let text): self = .string(text)
    case .int(let number): self = .int(number)
    case .uint(let number): self = .uint(number)
    case .bool(let flag): self = .bool(flag)
    case .double(let number):
      if let whole = Int64(exactly: number) {
        self = .int(whole)
      } else if let whole = UInt64(exactly: number) {
        self = .uint(whole)
      } else {
        return nil
      }
    default: return nil
    }
  }

  package var value: Value {
    switch self {
    case .string(let text): .string(text)
    case .int(let number): .int(number)
    case .uint(let number): .uint(number)
    case .bool(let flag): .bool(flag)
    }
  }

  /// The key as a JSON object writes it.
  package var text: String {
    switch self {
    case .string(let text): text
    case .int(let number): String(number)
    case .uint(let number): String(number)
    case .bool(let flag): flag ? "true" : "false"
    }
  }
}

extension MapKey: Hashable, ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self = .string(value) }

  package static func == (left: MapKey, right: MapKey) -> Bool {
    switch (left, right) {
    case (.string(let a), .string(let b)): a.isSame(as: b)
    case (.int(let a), .int(let b)): a == b
    case (.uint(let a), .uint(let b)): a == b
    case (.int(let a), .uint(let b)), (.uint(let b), .int(let a)): a >= 0 && UInt64(a) == b
    case (.bool(let a), .bool(let b)): a == b
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .string(let text): hasher.combine(text)
    case .int(let number): hasher.combine(UInt64(bitPattern: number))
    case .uint(let number): hasher.combine(number)
    case .bool(let flag): hasher.combine(flag)
    }
  }
}
