/// What the checker knows of an expression's value.
package indirect enum CELType: Hashable, Sendable {
  /// Known at run time only.
  case dyn
  case null, bool, int, uint, double, string, bytes, timestamp, duration
  case list(CELType)
  case map(CELType, CELType)
  /// A struct-like type by its name; its fields are in `ObjectType`.
  case object(String)
  /// The type of a type, as `type(1)` has it.
  case type(CELType)
  case optional(CELType)
  /// A type with a name of its own and parameters, known to functions; `group` (of `groupBy`) has fields.
  case opaque(String, [CELType])
  /// Stands for any type, the same one wherever it occurs in an overload.
  case parameter(String)
  /// Of an expression in which a problem was reported; goes with everything, so that one mistake is one problem.
  case error

  /// What `groupBy` gives a list of: `key` and `values`.
  package static func group(key: CELType, values: CELType) -> CELType { .opaque("group", [key, .list(values)]) }

  /// The name that `type(x)` prints.
  package var name: String {
    switch self {
    case .dyn: "dyn"
    case .null: "null_type"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .list: "list"
    case .map: "map"
    case .object(let name): name
    case .type: "type"
    case .optional: "optional_type"
    case .opaque(let name, _): name
    case .parameter(let name): name
    case .error: "error"
    }
  }

  /// The types within: of elements, keys and values.
  var parameters: [CELType] {
    switch self {
    case .list(let element), .optional(let element), .type(let element): [element]
    case .map(let key, let value): [key, value]
    case .opaque(_, let parameters): parameters
    default: []
    }
  }

  /// The same with each type within replaced.
  func mapParameters(_ transform: (CELType) -> CELType) -> CELType {
    switch self {
    case .list(let element): .list(transform(element))
    case .optional(let element): .optional(transform(element))
    case .type(let element): .type(transform(element))
    case .map(let key, let value): .map(transform(key), transform(value))
    case .opaque(let name, let parameters): .opaque(name, parameters.map(transform))
    default: self
    }
  }

  var isDynOrError: Bool { self == .dyn || self == .error }

  /// Whether nothing in it is open: of two such types only equal ones go together.
  var isPlain: Bool {
    switch self {
    case .dyn, .null, .error, .parameter, .type: false
    case .list, .map, .optional, .opaque: parameters.allSatisfy(\.isPlain)
    case .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .object: true
    }
  }

  /// Whether a part of it is known at run time only.
  package var containsDyn: Bool { isDynOrError || parameters.contains { $0.containsDyn } }
}

extension CELType: CustomStringConvertible {
  /// As authors read and write it: `list(string)`, `timestamp`.
  package var description: String {
    switch self {
    case .null: "null"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .optional(let element): "optional(\(element))"
    case .type(let type): type == .dyn ? "type" : "type(\(type))"
    case .opaque(let name, let parameters):
      parameters.isEmpty ? name : name + "(" + parameters.map(\.description).joined(separator: ", ") + ")"
    case .parameter(let name): name.hasPrefix("%") ? "any" : name
    default: name
    }
  }
}

extension CELType {
  /// Whether a value can be of this type, looking at elements only as far as the first.
  func accepts(_ value: Value) -> Bool {
    switch (self, value) {
    case (.dyn, _), (.parameter, _), (.error, _): true
    case (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double), (.string, .string), (.bytes, .bytes),
      (.timestamp, .timestamp), (.duration, .duration), (.type, .type), (.object, .map), (.optional, .optional), (.map, .map):
      true
    case (.list(let element), .list(let values)): values.first.map { element.accepts($0) } ?? true
    case (.opaque, .map): true
    default: false
    }
  }
}
