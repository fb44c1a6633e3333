extension Value {
  /// The text, if this is one.
  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var int: Int64? { if case .int(let value) = self { value } else { nil } }
  package var uint: UInt64? { if case .uint(let value) = self { value } else { nil } }
  package var double: Double? { if case .double(let value) = self { value } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var bytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
  package var list: [Value]? { if case .list(let value) = self { value } else { nil } }
  package var map: ValueMap? { if case .map(let value) = self { value } else { nil } }
  package var timestamp: Timestamp? { if case .timestamp(let value) = self { value } else { nil } }
  package var duration: Span? { if case .duration(let value) = self { value } else { nil } }
  package var isNull: Bool { if case .null = self { true } else { false } }

  /// The field of a map; nil where this is no map or has no such field. Writing nil takes the field out; writing into what
  /// is no map makes a map of it.
  package subscript(field: String) -> Value? {
    get { if case .map(let map) = self { map[field] } else { nil } }
    set {
      var map = ValueMap()
      if case .map(let present) = self { map = present }
      self = .null
      map[field] = newValue
      self = .map(map)
    }
  }

  /// The type as `type(x)` gives it; elements and entries are not looked at.
  package var type: CELType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .list: .list(.dyn)
    case .map: .map(.dyn, .dyn)
    case .timestamp: .timestamp
    case .duration: .duration
    case .type: .type(.dyn)
    case .optional: .optional(.dyn)
    }
  }

  /// Whether this is what `optional.ofNonZeroValue` takes for nothing: null, false, zero, empty.
  package var isZero: Bool {
    switch self {
    case .null: true
    case .bool(let value): !value
    case .int(let value): value == 0
    case .uint(let value): value == 0
    case .double(let value): value == 0
    case .string(let value): value.isEmpty
    case .bytes(let value): value.isEmpty
    case .list(let value): value.isEmpty
    case .map(let value): value.isEmpty
    case .timestamp(let value): value.seconds == 0 && value.nanos == 0
    case .duration(let value): value.nanoseconds == 0
    case .type: false
    case .optional(let value): value == nil
    }
  }
}
