import CEL

/// Short ways to compile and evaluate in tests.
enum Evaluation {
  static func value(_ source: String, _ variables: KeyValuePairs<String, (CELType, Value)> = [:]) throws -> Value {
    let environment = Environment(variables: variables.map { Variable($0.key, $0.value.0) })
    let bindings = Dictionary(uniqueKeysWithValues: variables.map { ($0.key, $0.value.1) })
    return try environment.compile(source).evaluate(Bindings(environment, bindings))
  }

  /// The problems of an expression, each as `offset+length: message (hint)`.
  static func problems(_ source: String, _ environment: Environment, expecting type: CELType? = nil) -> [String] {
    do {
      _ = try environment.compile(source, expecting: type)
      return []
    } catch {
      return error.problems.map { "\($0.offset)+\($0.length): \($0.message)" + ($0.hint.map { " (\($0))" } ?? "") }
    }
  }

  static func warnings(_ source: String, _ environment: Environment) throws -> [String] {
    try environment.compile(source).warnings.map { "\($0.offset)+\($0.length): \($0.message)" + ($0.hint.map { " (\($0))" } ?? "") }
  }

  /// What a workflow over bookings may name.
  static let bookings = Environment(
    variables: [
      Variable("items", .list(.object("booking"))), Variable("data", .object("data")), Variable("now", .timestamp),
      Variable("instance", .object("instance")), Variable("input", .object("input")),
    ],
    types: [
      ObjectType(
        "booking",
        [
          .init("id", .string), .init("open", .bool), .init("openedAt", .timestamp), .init("closedAt", .timestamp, isOptional: true),
          .init("operator", .string), .init("energy", .double),
        ]),
      ObjectType("data", [.init("count", .int), .init("note", .string, isOptional: true), .init("last", .object("sample"))]),
      ObjectType("sample", [.init("records", .int), .init("average", .double), .init("at", .timestamp)]),
      ObjectType("instance", [.init("state", .string), .init("openedAt", .timestamp)]),
      ObjectType("input", [.init("run", .timestamp)]),
    ],
    definitions: [
      Definition("all_fixed", "items.all(i, !i.open)"),
      Definition("broken_share", "double(size(items.filter(i, i.open))) / double(size(items))"),
    ])
}
