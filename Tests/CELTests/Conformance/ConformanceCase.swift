import CEL

/// One of the official conformance tests, in the form that the material's README describes.
struct ConformanceCase {
  let file: String
  let section: String
  let name: String
  let expression: String
  let json: Value

  var title: String { "\(file)/\(section)/\(name)" }

  /// The environment that the case declares: its variables, and functions that are only checked.
  func environment() throws -> Environment {
    var variables: [Variable] = []
    var functions: [Function] = []
    for declaration in json["type_env"]?.list ?? [] {
      let name = declaration["name"]?.string ?? ""
      if let overloads = declaration["overloads"]?.list {
        functions.append(Function(name, doc: "", example: "", overloads.map(Self.overload)))
      } else {
        variables.append(Variable(name, Self.type(declaration["type"] ?? "dyn")))
      }
    }
    for (key, _) in json["bindings"]?.map ?? [:] where !variables.contains(where: { $0.name == key.text }) {
      variables.append(Variable(key.text, .dyn))
    }
    return Environment(
      variables: variables, functions: .standard.adding(FunctionTable("declared", functions)),
      container: json["container"]?.string ?? "")
  }

  private static func overload(_ value: Value) -> Overload {
    Overload(
      value["id"]?.string ?? "", (value["params"]?.list ?? []).map(type), type(value["result"] ?? "dyn"),
      isReceiver: value["instance"]?.bool ?? false
    ) { (_) throws(EvaluationError) in throw EvaluationError("declared only") }
  }

  static func type(_ value: Value) -> CELType {
    if let name = value.string { return named(name) }
    if let element = value["list"] { return .list(type(element)) }
    if let pair = value["map"]?.list, pair.count == 2 { return .map(type(pair[0]), type(pair[1])) }
    if let name = value["param"]?.string { return .parameter(name) }
    if let inner = value["type"] { return .type(type(inner)) }
    let parameters = (value["params"]?.list ?? []).map(type)
    if let name = value["abstract"]?.string {
      return name == "optional_type" ? .optional(parameters.first ?? .dyn) : .opaque(name, parameters)
    }
    return .object(value.description)
  }

  private static func named(_ name: String) -> CELType {
    switch name {
    case "bool": .bool
    case "int": .int
    case "uint": .uint
    case "double": .double
    case "string": .string
    case "bytes": .bytes
    case "null", "null_type": .null
    case "dyn": .dyn
    case "timestamp", "google.protobuf.Timestamp": .timestamp
    case "duration", "google.protobuf.Duration": .duration
    case "type": .type(.dyn)
    case "list": .list(.dyn)
    case "map": .map(.dyn, .dyn)
    case "optional_type": .optional(.dyn)
    default: .object(name)
    }
  }

  /// A typed value of the material.
  static func value(_ json: Value) -> Value? {
    guard let (key, content) = json.map?.first else { return nil }
    switch key.text {
    case "null": return .null
    case "bool": return content
    case "int": return content.string.flatMap { Int64($0) }.map { .int($0) }
    case "uint": return content.string.flatMap { UInt64($0) }.map { .uint($0) }
    case "double": return double(content)
    case "string": return content
    case "bytes": return content.string.flatMap { try? JSON.parse("\"\($0)\"", as: .bytes) }  // nil fails the case
    case "list": return content.list.map { .list($0.compactMap(value)) }
    case "map": return map(content)
    case "type": return content.string.map { .type(named($0)) }
    case "timestamp": return content.string.flatMap { Timestamp($0) }.map { .timestamp($0) }
    case "duration":
      let seconds = content["seconds"]?.string.flatMap { Int64($0) } ?? content["seconds"]?.int ?? 0
      return .duration(Span(nanoseconds: seconds * 1_000_000_000 + (content["nanos"]?.int ?? 0)))
    case "optional": return .optional(content.isNull ? nil : value(content))
    default: return nil
    }
  }

  private static func double(_ content: Value) -> Value? {
    switch content {
    case .double: content
    case .int(let number): .double(Double(number))
    case .string(let text): Double(text == "Infinity" ? "inf" : text == "-Infinity" ? "-inf" : text).map { .double($0) }
    default: nil
    }
  }

  private static func map(_ content: Value) -> Value? {
    var map = ValueMap()
    for entry in content.list ?? [] {
      guard let pair = entry.list, pair.count == 2, let key = value(pair[0]).flatMap({ MapKey($0) }), let value = value(pair[1]) else {
        return nil
      }
      map[key] = value
    }
    return .map(map)
  }
}
