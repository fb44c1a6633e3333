import CEL
import Testing

@Suite struct JSONTests {
  private let types: ObjectTypes = [
    ObjectType("answer", [.init("bookings", .list(.object("booking"))), .init("total", .int, isOptional: true)]),
    ObjectType(
      "booking",
      [.init("id", .string), .init("openedAt", .timestamp), .init("energy", .double), .init("wait", .duration, isOptional: true)]),
  ]

  @Test(
    arguments: [
      ("null", .null), ("true", true), ("-12", -12), ("1.0", 1.0), ("1e3", 1000.0), ("9223372036854775808", 9223372036854775808.0),
      (#""a\u00e9\ud83d\ude00\n""#, "aé😀\n"), ("[1,[2],{}]", [1, [2], [:]]), (#" {"b" : 1 , "a" : null} "#, ["b": 1, "a": .null]),
      ("-9223372036854775808", .int(.min)),
    ] as [(String, Value)])
  func `undeclared JSON becomes what it looks like`(text: String, expected: Value) throws {
    let value = try JSON.parse(text)
    #expect(value == expected)
    #expect(try JSON.parse(JSON.write(value)) == value)
    #expect(try JSON.parse(JSON.pretty(value)) == value)
  }

  @Test(arguments: [
    "", "nul", "01", "1.", ".5", "+1", "1e", "[1,]", "[1", "{\"a\":1,}", "{\"a\"}", "{a:1}", "\"a", "\"\\x\"", "\"\\ud800\"",
    "\"\\udc00x\"", "\"a\nb\"", "1 2",
    "{\"a\":1,\"a\":2}", "1e999", "\u{FEFF}1", "'a'", "NaN", "tru", "\"\\u12\"", "-", "[1 2]",
  ])
  func `what is no JSON is an error`(text: String) {
    #expect(throws: JSONError.self) { try JSON.parse(text) }
  }

  @Test func `bytes that are no UTF-8, and bottomless nesting, are errors`() {
    #expect(throws: JSONError.self) { try JSON.parse([0x22, 0xFF, 0x22]) }
    #expect(throws: JSONError.self) { try JSON.parse([0x22, 0xED, 0xA0, 0x80, 0x22]) }
    #expect(throws: JSONError.self) { try JSON.parse(String(repeating: "[", count: 100_000)) }
    #expect(throws: JSONError.self) { try JSON.parse(String(repeating: "{\"a\":", count: 100_000)) }
  }

  @Test func `declared JSON becomes the declared kinds, in the declared order`() throws {
    let text = #"{"total":null,"more":[1],"bookings":[{"energy":3,"wait":"90m","openedAt":"2026-01-31T09:00:00+06:00","id":"x"}]}"#
    let value = try JSON.parse(text, as: .object("answer"), types: types)
    #expect(JSON.write(value) == #"{"bookings":[{"id":"x","openedAt":"2026-01-31T03:00:00Z","energy":3.0,"wait":"5400s"}]}"#)
    #expect(try JSON.parse(JSON.write(value), as: .object("answer"), types: types) == value)
  }

  @Test(arguments: [
    (#"{"bookings":[{"id":"x","openedAt":"soon","energy":1}]}"#, "bookings[0].openedAt: expected a timestamp, found another text"),
    (#"{"bookings":[{"id":"x","energy":1}]}"#, "bookings[0].openedAt: is missing"),
    (#"{"bookings":[1]}"#, "bookings[0]: expected a booking, found a number"),
    (#"{"bookings":{},"total":1}"#, "bookings: expected a list(booking), found an object"),
    (#"{"bookings":[],"total":1.5}"#, "total: expected an int, found another number"),
    (#"{"bookings":[],"total":1,"total":1}"#, "total: the field is there twice"),
    (#"{"bookings":[],"totl":1}"#, "`answer` has no field `totl`; did you mean `total`?"),
  ])
  func `an error names the place in the value`(text: String, expected: String) {
    do {
      _ = try JSON.parse(text, as: .object("answer"), types: types, undeclared: .reject)
      Issue.record("no error")
    } catch {
      #expect(error.description == expected)
    }
  }

  @Test func `every kind of value survives writing and reading by its type`() throws {
    let cases: [(CELType, Value)] = [
      (.uint, .uint(.max)), (.bytes, .bytes([0, 255])), (.duration, .duration(Span(nanoseconds: -1_500_000_001))),
      (.double, .double(.infinity)),
      (.map(.int, .string), .map([.int(-1): "a"])), (.map(.bool, .int), .map([.bool(true): 1])), (.optional(.int), .optional(nil)),
      (.optional(.int), .optional(3)),
      (.timestamp, .timestamp(.min)), (.timestamp, .timestamp(.max)), (.double, .double(.leastNonzeroMagnitude)), (.double, .double(-0.0)),
      (.list(.group(key: .string, values: .int)), [["key": "a", "values": [1, 2]]]),
    ]
    for (type, value) in cases { #expect(try JSON.parse(JSON.write(value), as: type) == value, "\(value)") }
  }
}
