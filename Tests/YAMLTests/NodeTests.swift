import Testing
import YAML

@Suite struct `A YAML file as a tree` {
  @Test func `keys keep their order and know their places`() throws {
    let root = try YAML.parse("b: 1\na:\n  - x\n  - \"y\"\n", file: "f.yaml")
    let mapping = try #require(root.mapping)
    #expect(mapping.keys == ["b", "a"])
    #expect(mapping.entries[1].key.start == SourcePosition(line: 2, column: 1, offset: 5))
    let list = try #require(root["a"]?.sequence)
    #expect(list.map(\.text) == ["x", "y"])
    #expect(list[1].start == SourcePosition(line: 4, column: 5, offset: 18))
    #expect(list[1].end == SourcePosition(line: 4, column: 8, offset: 21))
    #expect(list.map(\.scalar?.style) == [.plain, .doubleQuoted])
    #expect(root.end.line == 4)
  }

  @Test func `columns count Unicode scalars and offsets count bytes`() throws {
    let root = try YAML.parse("ä: {ü: 😀, k: v}\n", file: "f.yaml")
    let inner = try #require(root["ä"]?["k"])
    #expect(inner.start == SourcePosition(line: 1, column: 14, offset: 18))
    #expect(inner.writtenText == "v")
  }

  @Test func `on is a word and only true and false are booleans`() throws {
    let root = try YAML.parse("on: yes\noff: true\nn: 'false'\ni: 12\nd: 2.5\ns: \"12\"\nz:\n", file: "f.yaml")
    #expect(root.mapping?.keys == ["on", "off", "n", "i", "d", "s", "z"])
    #expect(root["on"]?.scalar?.boolean == nil)
    #expect(root["on"]?.scalar?.isFormerBoolean == true)
    #expect(root["off"]?.scalar?.boolean == true)
    #expect(root["n"]?.scalar?.boolean == nil)
    #expect(root["i"]?.scalar?.integer == 12)
    #expect(root["d"]?.scalar?.number == 2.5)
    #expect(root["s"]?.scalar?.integer == nil)
    #expect(root["z"]?.isNull == true)
  }

  @Test func `aliases repeat a value and remember both places`() throws {
    let root = try YAML.parse("a: {answers: &answers {x: We are on it, y: No}}\nb: {answers: *answers}\n", file: "f.yaml")
    let second = try #require(root["b"]?["answers"])
    #expect(second["x"]?.text == "We are on it")
    #expect(second.start.line == 1)
    #expect(second.aliasRange?.start == SourcePosition(line: 2, column: 14, offset: 61))
  }

  @Test func `merge keys fill in what is not said`() throws {
    let root = try YAML.parse("base: &b {x: 1, y: 2}\nother: &o {z: 3, x: 9}\nuse:\n  y: 5\n  <<: [*b, *o]\n", file: "f.yaml")
    let use = try #require(root["use"]?.mapping)
    #expect(use.entries.map { "\($0.name)=\($0.value.text ?? "")" } == ["y=5", "x=1", "z=3"])
    #expect(use.entries.map(\.isMerged) == [false, true, true])
  }

  @Test func `a byte order mark and CR LF change nothing`() throws {
    let root = try YAML.parse("\u{FEFF}a: 1\r\nb: 2\r\n", file: "f.yaml")
    #expect(root.mapping?.keys == ["a", "b"])
    #expect(root["b"]?.start == SourcePosition(line: 2, column: 4, offset: 9))
  }
}
