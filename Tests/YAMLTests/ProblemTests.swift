import Testing
import YAML

@Suite struct `What is said of a YAML file that is wrong` {
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let place: String
    let code: YAMLProblem.Code
    let says: String
    var hint = ""
    var testDescription: String { text }
  }

  static let rows = [
    Row(
      text: "a: {guard: items.all(i, !i.open), target: x}", place: "1:12", code: .quoting, says: "ends a text at a comma",
      hint: "'items.all(i, !i.open)'"),
    Row(text: "a: {at: day(input.run, 5, \"18:00\")}", place: "1:9", code: .quoting, says: "comma", hint: "'day(input.run, 5, \"18:00\")'"),
    Row(text: "a: [items.map(i, i.id), b]", place: "1:5", code: .quoting, says: "comma", hint: "'items.map(i, i.id)'"),
    Row(text: "a: {if: x ? y : z, b: c}", place: "1:15", code: .quoting, says: "colon", hint: "'x ? y : z'"),
    Row(text: "guard: x ? y : z", place: "1:14", code: .quoting, says: "colon", hint: "'x ? y : z'"),
    Row(text: "key: \"a\" + b", place: "1:10", code: .quoting, says: "fits nowhere", hint: "'\"a\" + b'"),
    Row(text: "key: 'a' + b", place: "1:10", code: .quoting, says: "fits nowhere", hint: "'''a'' + b'"),
    Row(text: "x: {if: !all_fixed}", place: "1:9", code: .tag, says: "tag", hint: "'!all_fixed'"),
    Row(text: "if: !slow && y", place: "1:5", code: .tag, says: "tag", hint: "'!slow && y'"),
    Row(text: "x: @home", place: "1:4", code: .quoting, says: "begin with this character", hint: "'@home'"),
    Row(text: "x: {a, b: 1}", place: "1:5", code: .quoting, says: "without a value", hint: "key: value"),
    Row(text: "a: 1\nb: 2\na: 3", place: "3:1", code: .duplicateKey, says: "first is on line 1"),
    Row(text: "a: *nobody", place: "1:4", code: .alias, says: "no `&nobody`"),
    Row(text: "a: &x [1, *x]", place: "1:11", code: .alias, says: "part of"),
    Row(text: "a:\n\tb: 1", place: "2:1", code: .syntax, says: "tab", hint: "two spaces"),
    Row(text: "a: \"open\nb: 1", place: "1:4", code: .syntax, says: "never closed"),
    Row(text: "a: {b: 1\nc: 2", place: "2:2", code: .syntax, says: "ends here"),
    Row(text: "a: 1\n---\nb: 2", place: "2:1", code: .document, says: "second document"),
    Row(text: "", place: "1:1", code: .document, says: "empty"),
    Row(text: "? [a, b]\n: 1", place: "1:3", code: .syntax, says: "key must be text"),
    Row(text: "a: 1\n  b: 2", place: "2:4", code: .syntax, says: "colon"),
    Row(text: "a: b\u{1}c", place: "1:5", code: .syntax, says: "control character"),
    Row(text: "a: !!int 5", place: "1:4", code: .tag, says: "tag"),
  ]

  @Test(arguments: rows) func `a mistake is named at its place`(row: Row) throws {
    let thrown = #expect(throws: YAMLProblems.self) { try YAML.parse(row.text, file: "f.yaml") }
    let problem = try #require(thrown?.problems.first)
    #expect("\(problem.line):\(problem.column)" == row.place)
    #expect(problem.code == row.code)
    #expect(problem.message.contains(row.says), "\(problem.message)")
    #expect((problem.hint ?? "").contains(row.hint), "\(problem.hint ?? "")")
  }

  @Test func `all that can be found is told at once and in order`() {
    let text = "a: {x: f(1, 2)}\nk: 1\nk: 2\nc: *d\n"
    let thrown = #expect(throws: YAMLProblems.self) { try YAML.parse(text, file: "f.yaml") }
    #expect(thrown?.problems.map(\.line) == [1, 3, 4])
  }

  @Test func `an expression that came apart is one problem`() {
    let thrown = #expect(throws: YAMLProblems.self) {
      try YAML.parse("a: {guard: items.all(i, !i.open), target: x, {: y}", file: "f.yaml")
    }
    #expect(thrown?.problems.count == 1)
  }

  @Test func `nested aliases cannot grow without end`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    let thrown = #expect(throws: YAMLProblems.self) { try YAML.parse(text, file: "f.yaml") }
    #expect(thrown?.problems.first?.code == .limit)
  }

  @Test func `depth and size have their limits`() {
    let deep = String(repeating: "[", count: 80) + String(repeating: "]", count: 80)
    #expect(throws: YAMLProblems.self) { try YAML.parse(deep, file: "f.yaml") }
    let large = "a: " + String(repeating: "x", count: YAML.Limit.bytes)
    let thrown = #expect(throws: YAMLProblems.self) { try YAML.parse(large, file: "f.yaml") }
    #expect(thrown?.problems.first?.code == .limit)
  }

  @Test func `a problem reads as file, place, line, caret and hint`() throws {
    let thrown = #expect(throws: YAMLProblems.self) { try YAML.parse("s:\n  x: {if: !done}\n", file: "w.yaml") }
    #expect(
      thrown?.description == """
        w.yaml:2:11: `!` begins a tag to YAML, and tags are not used here
        2 |   x: {if: !done}
          |           ^^^^^
        hint: quote the expression: '!done'
        """)
  }
}
