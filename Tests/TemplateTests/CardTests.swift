import CEL
import Template
import Testing

@Suite struct `A card is a tree with values` {
  @Test func `a string that is one expression keeps its type`() throws {
    let card = try Sample.card(
      #"{"a": "${count}", "b": "${flag}", "c": "${count} of ${name}", "d": 1.5, "e": [null, true], "f": "${rows}"}"#)
    #expect(card["a"] == .int(3))
    #expect(card["b"] == .bool(true))
    #expect(card["c"] == .string("3 of Zoë <b> & \"Co\""))
    #expect(card["d"] == .double(1.5))
    #expect(card["e"] == .list([.null, .bool(true)]))
    #expect(card["f"]?.list?.count == 2)
    #expect(card.map?.keys.map(\.text) == ["a", "b", "c", "d", "e", "f"])
  }

  @Test func `when and data leave out and repeat`() throws {
    let json = #"""
      {"body": [
        {"$when": "${!flag}", "type": "X"},
        {"$data": "${r in rows}", "$when": "${r.price > 10.0}", "id": "${r.id}"},
        {"$data": "${rows}", "id": "${id}", "n": "${$index}", "p": "${$data.price}", "root": "${$root.count}"}
      ], "extra": {"$when": "${count > 5}", "x": 1}}
      """#
    let card = try Sample.card(json)
    let body = try #require(card["body"]?.list)
    #expect(body.count == 3)
    #expect(body[0]["id"] == .string("A1"))
    #expect(body[2]["id"] == .string("B2"))
    #expect(body[2]["n"] == .int(1))
    #expect(body[2]["p"] == .double(7))
    #expect(body[2]["root"] == .int(3))
    #expect(card["extra"] == nil)
  }

  @Test func `a value stays text where a client reads Markdown`() throws {
    let json =
      #"{"body": [{"type": "TextBlock", "text": "**${name}**"}, {"facts": [{"title": "${name}", "value": "x"}]}, {"text": "${name}"}]}"#
    let card = try Sample.card(json, ["name": .string("DE*A*1 [x](http://e)")])
    let body = try #require(card["body"]?.list)
    #expect(body[0]["text"] == .string(#"**DE\*A\*1 \[x\](http://e)**"#))
    #expect(body[1]["facts"]?.list?[0]["title"] == .string(#"DE\*A\*1 \[x\](http://e)"#))
    #expect(body[2]["text"] == .string("DE*A*1 [x](http://e)"))
  }

  @Test(arguments: [
    ("+22,205", "${name} records", "+22,205 records"), ("-3", "Net ${name}", "Net -3"), ("-", "${name}3", "-3"),
    ("- a list", "${name}", #"\- a list"#), ("--- a rule", "${name}", #"\--- a rule"#), ("# big", "${name}", "\\# big"),
    ("a\n+ b", "${name}", "a\n\\+ b"), ("-", "${name} a list", #"\- a list"#), ("# big", "  ${name}", "  \\# big"),
    ("# big", "so:\\n${name}", "so:\n\\# big"), ("a\u{7}*b", "${name}", #"a\*b"#),
  ])
  func `a sign before a number stays a sign`(value: String, template: String, expected: String) throws {
    let card = try Sample.card("{\"body\": [{\"type\": \"TextBlock\", \"text\": \"\(template)\"}]}", ["name": .string(value)])
    #expect(card["body"]?.list?[0]["text"] == .string(expected))
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let json: String
    let place: String
    let says: String
    var testDescription: String { json }
  }

  static let rows = [
    Row(json: "{\n \"a\": \"x ${nope}\"}", place: "2:12", says: "nope"),
    Row(json: "{\n \"a\": \"x \\\"ä\\u0041\\\" ${nope}\"}", place: "2:24", says: "nope"),
    Row(json: "{\"$when\": \"flag\"}", place: "1:11", says: "one expression"),
    Row(json: "{\"$when\": \"${count}\"}", place: "1:14", says: "bool"),
    Row(json: "{\"$data\": \"${name}\", \"a\": 1}", place: "1:14", says: "list"),
    Row(json: "{\"a\": 1, \"a\": 2}", place: "1:10", says: "twice"),
    Row(json: "{\"a\": 01}", place: "1:7", says: "number"),
    Row(json: "{\"a\": tru}", place: "1:7", says: "value"),
    Row(json: "{\"a\": \"x", place: "1:7", says: "never closed"),
    Row(json: "{\"a\": \"${count\"}", place: "1:8", says: "never closed"),
    Row(json: "{\"a\": 1} x", place: "1:10", says: "follows"),
    Row(json: String(repeating: "[", count: 100), place: "1:65", says: "nested"),
  ]

  @Test(arguments: rows) func `a mistake in a card is named at its place`(row: Row) throws {
    let thrown = #expect(throws: TemplateProblems.self) { try Sample.card(row.json) }
    let problem = try #require(thrown?.problems.first)
    #expect("\(problem.place.line):\(problem.place.column)" == row.place, "\(problem)")
    #expect((problem.message + (problem.hint ?? "")).contains(row.says), "\(problem)")
  }
}
