package import CEL

/// The JSON Schema (draft 7, which editors know best) of a kind of file.
extension FileForm {
  package var schema: Value {
    var definitions = ValueMap()
    for form in forms { definitions[form.name] = Self.schema(form) }
    for (name, value) in Self.scalars { definitions[name] = value }
    var schema: ValueMap = ["$schema": "http://json-schema.org/draft-07/schema#", "title": .string(title)]
    schema["description"] = .string("Files \(files) of a Tocsin installation.")
    schema["allOf"] = .list(forms.prefix(1).map { Self.reference($0.name) })
    schema["definitions"] = .map(definitions)
    return .map(schema)
  }

  private static func schema(_ form: Form) -> Value {
    var properties = ValueMap()
    for key in form.keys {
      guard case .map(var value) = schema(key.shape) else { continue }
      if value["$ref"] != nil { value = ["allOf": .list([.map(value)])] }
      value["description"] = .string(key.help)
      properties[key.name] = .map(value)
    }
    var schema: ValueMap = ["type": "object", "additionalProperties": false, "properties": .map(properties)]
    let required = form.keys.filter(\.isRequired).map { Value.string($0.name) }
    if !required.isEmpty { schema["required"] = .list(required) }
    return .map(schema)
  }

  private static func schema(_ shape: Shape) -> Value {
    switch shape {
    case .any: [:]
    case .text: reference("text")
    case .expression: reference("expression")
    case .name: reference("name")
    case .duration: reference("duration")
    case .cron: reference("cron")
    case .flag: ["type": "boolean"]
    case .integer(let range):
      ["type": "integer", "minimum": .int(Int64(range.lowerBound)), "maximum": .int(Int64(range.upperBound))]
    case .number(let range): ["type": "number", "minimum": .double(range.lowerBound), "maximum": .double(range.upperBound)]
    case .words(let words): ["enum": .list(words.map { .string($0) })]
    case .form(let name): reference(name)
    case .mapping(let shape): ["type": "object", "additionalProperties": schema(shape)]
    case .named(let shape): ["type": "object", "propertyNames": reference("name"), "additionalProperties": schema(shape)]
    case .list(let shape): ["type": "array", "items": schema(shape)]
    case .some(let shape): ["anyOf": .list([schema(shape), schema(.list(shape))])]
    case .either(let shapes): ["anyOf": .list(shapes.map(schema))]
    case .nothing: ["type": "null"]
    }
  }

  private static func reference(_ name: String) -> Value { ["$ref": .string("#/definitions/\(name)")] }

  /// YAML reads a bare `3` as a number; where text or an expression is meant it is taken as it is written.
  private static let scalars: [(String, Value)] = [
    ("text", ["type": ["string", "number", "boolean"]]),
    ("expression", ["type": ["string", "number", "boolean"], "title": "a CEL expression"]),
    ("name", ["type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$"]),
    (
      "duration",
      ["type": "string", "title": "a duration", "examples": ["30m", "2h", "1d", "3 business days", "4 business hours", "PT5M"]]
    ),
    ("cron", ["type": "string", "title": "a cron expression", "examples": ["0 6 1 * *", "30 7 * * *"]]),
  ]
}
