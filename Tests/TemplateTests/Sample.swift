import CEL
import Template

/// A small world for templates of a line or two.
enum Sample {
  static let environment = Environment(
    variables: [
      Variable("name", .string), Variable("count", .int), Variable("flag", .bool), Variable("when", .timestamp),
      Variable("rows", .list(.object("row"))), Variable("prices", .map(.string, .double)), Variable("link", .string),
    ],
    types: [ObjectType("row", [.init("id", .string), .init("price", .double), .init("note", .string, isOptional: true)])],
    functions: .standard.adding(SampleTime.table))

  static let values: [String: Value] = [
    "name": .string("Zoë <b> & \"Co\""), "count": .int(3), "flag": .bool(true), "when": .timestamp(Timestamp("2026-06-16T07:00:00Z")!),
    "rows": .list([
      row(["id": .string("A1"), "price": .double(12.5), "note": .string("first")]), row(["id": .string("B2"), "price": .double(7)]),
    ]),
    "prices": .map(ValueMap(dictionaryLiteral: ("b", .double(2)), ("a", .double(1.25)))), "link": .string("https://x.example/?a=1&b=2"),
  ]

  static func row(_ fields: KeyValuePairs<String, Value>) -> Value {
    var value = Value.map(ValueMap())
    for (name, field) in fields { value[name] = field }
    return value
  }

  static func scope(_ changes: [String: Value] = [:]) -> Bindings {
    Bindings(environment, values.merging(changes) { $1 })
  }

  /// A mail with this body; further files by their paths.
  static func mail(_ body: String, head: String = "", files: [String: String] = [:]) throws -> MailTemplate {
    let page = "<html><head><title>T</title>\(head)</head><body>\(body)</body></html>"
    return try TemplateLibrary(files: files.merging(["t.html": page]) { $1 }).compileMail("t", environment)
  }

  /// What stands between the tags of the rendered body.
  static func body(_ body: String, head: String = "", files: [String: String] = [:], _ changes: [String: Value] = [:]) throws -> String {
    let html = try mail(body, head: head, files: files).render(scope(changes)).html
    return String(html.components(between: "<body>", and: "</body>"))
  }

  static func text(_ body: String, _ changes: [String: Value] = [:]) throws -> String {
    try mail(body).render(scope(changes)).text
  }

  static func card(_ json: String, _ changes: [String: Value] = [:]) throws -> Value {
    try TemplateLibrary(files: ["c.json": json]).compileCard("c", environment).render(scope(changes))
  }
}

extension String {
  func components(between start: String, and end: String) -> Substring {
    guard let first = firstRange(of: start), let last = self[first.upperBound...].firstRange(of: end) else { return "" }
    return self[first.upperBound..<last.lowerBound]
  }
}
