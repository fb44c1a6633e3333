import CEL

/// The type of a question's input field: `timestamp`, `list(string)`, `int?`.
enum InputSyntax {
  static let primitives: [String: CELType] = [
    "string": .string, "int": .int, "double": .double, "bool": .bool, "timestamp": .timestamp, "duration": .duration, "dyn": .dyn,
  ]

  /// Nil where this is no type.
  static func field(_ name: String, _ text: String) -> ObjectType.Field? {
    let isOptional = text.hasSuffix("?")
    let inner = isOptional ? String(text.dropLast()) : text
    if let type = primitives[inner] { return .init(name, type, isOptional: isOptional) }
    guard inner.hasPrefix("list("), inner.hasSuffix(")"), let element = primitives[String(inner.dropFirst(5).dropLast())] else {
      return nil
    }
    return .init(name, .list(element), isOptional: isOptional)
  }
}
