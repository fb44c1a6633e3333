import CEL
import Testing

@Suite struct ValueTests {
  @Test func `a map keeps the order of its entries and is equal in any order`() {
    var map: ValueMap = ["b": 1, "a": 2]
    map["c"] = 3
    map["b"] = nil
    map["b"] = 4
    #expect(map.keys == ["a", "c", "b"])
    #expect(map == ["b": 4, "c": 3, "a": 2])
    #expect(Set([map, ["b": 4, "c": 3, "a": 2]]).count == 1)
    let copy = map
    map["a"] = 0
    #expect(copy["a"] == 2)
  }

  @Test func `a long map finds its entries too`() {
    var map = ValueMap()
    for number in 0..<100 { map["key\(number)"] = .int(Int64(number)) }
    for number in 0..<50 { map["key\(number)"] = nil }
    #expect(map.count == 50)
    for number in 50..<100 { #expect(map["key\(number)"] == .int(Int64(number))) }
    #expect(map["key1"] == nil)
    #expect(map.keys.first == "key50")
  }

  @Test func `structure and meaning are two kinds of equality`() {
    #expect(Value.int(1) != .uint(1) && Value.int(1).equals(.uint(1)) && Value.int(1).equals(1.0))
    #expect(Value.double(.nan) == .double(.nan) && !Value.double(.nan).equals(.double(.nan)))
    #expect(Value.string("\u{e9}") != .string("e\u{301}"))
    #expect(ValueMap(dictionaryLiteral: (.int(0), 1))[.uint(0)] == 1)
  }

  @Test func `fields are read and written by name`() {
    var value: Value = ["a": ["b": 1]]
    #expect(value["a"]?["b"]?.int == 1)
    value["a"]?["b"] = 2
    value["c"] = "x"
    #expect(value == ["a": ["b": 2], "c": "x"])
    #expect(value["nothing"] == nil)
  }

  @Test(arguments: [
    ("2009-02-13T23:31:30Z", "2009-02-13T23:31:30Z"), ("2009-02-13T23:31:30.500+06:00", "2009-02-13T17:31:30.5Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"), ("2024-02-29T00:00:00-00:30", "2024-02-29T00:30:00Z"),
    ("1969-12-31T23:59:59.1Z", "1969-12-31T23:59:59.1Z"),
  ])
  func `timestamps are read and written`(text: String, expected: String) {
    #expect(Timestamp(text)?.description == expected)
  }

  @Test(arguments: [
    "2009-02-13", "2009-02-13T23:31Z", "2009-02-13T23:31:30", "2023-02-29T00:00:00Z", "2009-13-01T00:00:00Z", "2009-02-13T24:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00", "2009-02-13t23:31:30z", "2009-02-13T23:31:60Z", "2009-02-13T23:31:30.Z", " 2009-02-13T23:31:30Z",
    "2009-02-13T23:31:30+6:00",
  ])
  func `what is no timestamp is refused`(text: String) { #expect(Timestamp(text) == nil) }

  @Test(arguments: [
    ("1h30m", "5400s"), ("-1.5h", "-5400s"), ("0", "0s"), ("60001ms", "60.001s"), ("1ns", "0.000000001s"),
    ("2562047h47m16.854775807s", "9223372036.854775807s"),
    ("-2562047h47m16.854775808s", "-9223372036.854775808s"), (".5s", "0.5s"), ("1us1µs", "0.000002s"), ("1.0000000000000000001s", "1s"),
  ])
  func `durations are read and written`(text: String, expected: String) { #expect(Span(text)?.description == expected) }

  @Test(arguments: ["", "1", "1d", "h", "-", "1h ", "2562047h47m16.854775808s", "1.2.3s", "9999999999999999999999h", "+", "s", "1e3s"])
  func `what is no duration is refused`(text: String) { #expect(Span(text) == nil) }

  @Test(arguments: [
    (0.1, "0.1"), (1e21, "1e+21"), (123456.0, "123456"), (1234567.0, "1.234567e+06"), (1e-5, "1e-05"), (0.0001, "0.0001"), (-2.5, "-2.5"),
    (100.0, "100"),
  ])
  func `string() writes doubles as other implementations do`(number: Double, expected: String) throws {
    #expect(try Evaluation.value("string(x)", ["x": (.double, .double(number))]) == .string(expected))
  }
}
