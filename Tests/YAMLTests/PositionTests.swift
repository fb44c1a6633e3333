import Testing
import YAML

@Suite struct `A place inside a text is a place in the file` {
  struct Row: Sendable, CustomTestStringConvertible {
    let yaml: String
    /// The text of `k`, and the part that is looked for in it.
    let text: String
    let part: String
    let place: String
    var testDescription: String { yaml }
  }

  static let rows = [
    Row(yaml: "k: a + bad", text: "a + bad", part: "bad", place: "1:8"),
    Row(yaml: "k: 'x == ''y'' + bad'", text: "x == 'y' + bad", part: "bad", place: "1:18"),
    Row(yaml: "k: \"a \\\"q\\\" \\u00e4 bad\"", text: "a \"q\" ä bad", part: "bad", place: "1:20"),
    Row(yaml: "k: \"ä😀 bad\"", text: "ä😀 bad", part: "bad", place: "1:8"),
    Row(yaml: "k: one\n  two\n\n  bad", text: "one two\nbad", part: "bad", place: "4:3"),
    Row(yaml: "k: 'one\n\n\n    bad'", text: "one\n\nbad", part: "bad", place: "4:5"),
    Row(yaml: "k: \"one \\\n   two bad\"", text: "one two bad", part: "bad", place: "2:8"),
    Row(yaml: "k: |\n  one\n    two\n\n  x bad\n", text: "one\n  two\n\nx bad\n", part: "bad", place: "5:5"),
    Row(yaml: "k: >-\n  one\n  || bad\n", text: "one || bad", part: "bad", place: "3:6"),
    Row(yaml: "k: >\n  one\n\n  two\n    more\n  bad\n", text: "one\ntwo\n  more\nbad\n", part: "bad", place: "6:3"),
    Row(yaml: "k: >-   # why\r\n  one\r\n  bad\r\n", text: "one bad", part: "bad", place: "3:3"),
    Row(yaml: "k: |2\n    one\n  bad\n", text: "  one\nbad\n", part: "bad", place: "3:3"),
  ]

  @Test(arguments: rows) func `an offset is found again`(row: Row) throws {
    let scalar = try #require(try YAML.parse(row.yaml, file: "f.yaml")["k"]?.scalar)
    #expect(scalar.text == row.text)
    let bytes = Array(scalar.text.utf8)
    let part = Array(row.part.utf8)
    let offset = try #require(bytes.indices.first { bytes[$0...].starts(with: part) })
    let place = scalar.position(atTextOffset: offset)
    #expect("\(place.line):\(place.column)" == row.place)
    let range = scalar.range(ofText: offset..<(offset + part.count))
    #expect(range.end.column - range.start.column == part.count)
  }

  @Test func `a column in a long line counts characters, whatever their length`() {
    let text = "first\n" + String(repeating: "aä漢😀", count: 100)
    let source = SourceText(file: "f", text: text)
    for (count, index) in zip(1..., text.unicodeScalars.indices.dropFirst(6)) {
      let place = source.position(atOffset: text.utf8.distance(from: text.startIndex, to: index))
      #expect((place.line, place.column) == (2, count))
    }
    #expect(source.position(atOffset: .max).column == 401)
  }

  @Test func `a long line of many values is read in no time`() throws {
    let line = "[" + String(repeating: "\"ä\",", count: 40_000) + "]"
    #expect(try YAML.parse(line, file: "f").sequence?.count == 40_000)
  }

  @Test func `line and column of a folded text are found too`() throws {
    let scalar = try #require(try YAML.parse("k: |\n  a\n  bc\n", file: "f.yaml")["k"]?.scalar)
    let place = scalar.position(atTextLine: 2, column: 2)
    #expect(place.line == 3)
    #expect(place.column == 4)
  }

  @Test func `the caret stands under tabs, wide characters and long lines`() {
    let source = SourceText(file: "f", text: "\tx = 漢字 bad\n" + String(repeating: "a", count: 300) + "bad" + "\u{1B}[31m")
    #expect(source.excerpt(line: 1, column: 9, length: 3) == "1 |     x = 漢字 bad\n  |              ^^^")
    let long = source.excerpt(line: 2, column: 301, length: 3)
    let lines = long.split(separator: "\n").map(Array.init)
    #expect(lines[0].count < 140)
    #expect(String(lines[0][lines[1].firstIndex(of: "^") ?? 0]) == "b")
    #expect(!long.contains("\u{1B}"))
    #expect(source.excerpt(line: 9, column: 4) == "9 | \n  | ^")
  }
}
