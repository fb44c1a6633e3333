import CEL

/// The environment of the guards that are measured, and values for it: ten bookings, all visited.
enum Guards {
  static let environment = Environment(
    variables: [
      Variable("items", .list(.object("booking"))), Variable("data", .object("data")), Variable("now", .timestamp),
      Variable("instance", .object("instance")), Variable("children", .list(.object("child"))),
    ],
    types: [
      ObjectType(
        "booking",
        [.init("id", .string), .init("open", .bool), .init("openedAt", .timestamp), .init("operator", .string), .init("energy", .double)]),
      ObjectType("data", [.init("count", .int), .init("average", .double), .init("previous", .double), .init("at", .timestamp)]),
      ObjectType("instance", [.init("key", .string), .init("openedAt", .timestamp), .init("state", .string)]),
      ObjectType("child", [.init("key", .string), .init("ended", .bool)]),
    ])

  static func bindings() throws -> Bindings {
    let items = (0..<10).map {
      #"{"id":"booking-\#($0)","open":false,"openedAt":"2026-01-01T00:00:00Z","operator":"Operator \#($0 % 3)","energy":12.5}"#
    }
    let children = (0..<10).map { #"{"key":"2026-01/\#($0)","ended":true}"# }
    let texts = [
      "items": "[" + items.joined(separator: ",") + "]", "children": "[" + children.joined(separator: ",") + "]",
      "data": #"{"count":5,"average":60.5,"previous":61.0,"at":"2026-01-09T23:00:00Z"}"#, "now": #""2026-01-10T00:00:00Z""#,
      "instance": #"{"key":"2026-01/EMSP-7","openedAt":"2026-01-01T00:00:00Z","state":"open"}"#,
    ]
    var bindings = Bindings(environment, [:])
    for variable in environment.variables {
      bindings[variable.name] = try JSON.parse(texts[variable.name] ?? "null", as: variable.type, types: environment.types)
    }
    return bindings
  }
}
