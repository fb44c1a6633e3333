import CEL
import Calendar
import Testing
import Workflow

@Suite struct `Values from outside` {
  private static let types: [String: ObjectType] = [
    "booking": ObjectType(
      "booking", [.init("id", .string), .init("start", .timestamp), .init("end", .timestamp, isOptional: true), .init("kwh", .double)]),
    "answer": ObjectType(
      "answer", [.init("bookings", .list(.object("booking"))), .init("byDay", .map(.int, .duration), isOptional: true)]),
  ]

  private func coerce(_ value: Value, _ type: CELType) throws(CoercionError) -> Value {
    try coerced(value, to: type, types: Self.types)
  }

  @Test func `JSON becomes what is declared`() throws {
    let day = Value.timestamp(try #require(Timestamp("2026-03-01T08:00:00Z")))
    let table: [(Value, CELType, Value)] = [
      ("2026-03-01T08:00:00Z", .timestamp, day), ("2026-03-01T09:00:00+01:00", .timestamp, day), (day, .timestamp, day),
      (3, .double, 3.0), (3.0, .int, 3), (7, .uint, .uint(7)), (.uint(7), .int, 7),
      ("90s", .duration, .duration(Span(nanoseconds: 90_000_000_000))), ("aGk=", .bytes, .bytes([104, 105])),
      (["1": "60s"], .map(.int, .duration), .map([.int(1): .duration(Span(nanoseconds: 60_000_000_000))])),
      ([1, 2], .list(.double), [1.0, 2.0]), (.null, .optional(.int), .optional(nil)), (1, .optional(.int), .optional(1)),
    ]
    for (value, type, expected) in table { #expect(try coerce(value, type) == expected, "\(value) to \(type)") }
  }

  @Test func `undeclared fields are dropped, optional ones may be absent or null`() throws {
    let value: Value = [
      "bookings": [["id": "a", "start": "2026-03-01T08:00:00Z", "kwh": 4, "driver": "Ana", "end": .null]], "total": 1,
    ]
    let start = Value.timestamp(try #require(Timestamp("2026-03-01T08:00:00Z")))
    #expect(try coerce(value, .object("answer")) == ["bookings": [["id": "a", "start": start, "kwh": 4.0]]])
  }

  @Test func `a complaint names the path and the kinds, never the contents`() {
    let good: Value = ["id": "a", "start": "2026-03-01T08:00:00Z", "kwh": 4]
    var bad = good
    bad["start"] = "secret"
    var missing = good
    missing["kwh"] = nil
    let table: [(Value, String)] = [
      (["bookings": [good, good, good, bad]], "bookings[3].start: expected a timestamp, found a string"),
      (["bookings": [missing]], "bookings[0].kwh: expected a double, found nothing"),
      (["bookings": 1], "bookings: expected a list(booking), found an int"), (1, "expected an answer, found an int"),
      (["bookings": [], "byDay": ["x": "1s"]], "byDay.x: expected an int as key, found a string"),
      (["bookings": [], "byDay": ["1": true]], "byDay.1: expected a duration, found a bool"),
    ]
    for (value, words) in table {
      do {
        _ = try coerce(value, .object("answer"))
        Issue.record("\(value) went through")
      } catch {
        #expect(error.description == words)
      }
    }
  }

  @Test func `what has no declared type stays as JSON can hold it`() throws {
    let value: Value = [
      "at": .timestamp(try #require(Timestamp("2026-03-01T08:00:00.5Z"))), "for": .duration(Span(nanoseconds: 1_500_000_000)),
      "bytes": .bytes([104, 105]), "count": .uint(3), "none": .optional(nil), "list": [.optional("x")], "kind": .type(.int),
    ]
    #expect(
      try coerce(value, .dyn) == [
        "at": "2026-03-01T08:00:00.5Z", "for": "1.5s", "bytes": "aGk=", "count": 3, "none": .null, "list": ["x"], "kind": "int",
      ])
    #expect(throws: CoercionError(path: "rate", expected: "a finite number", found: "inf")) {
      try coerce(["rate": .double(.infinity)], .dyn)
    }
  }

  @Test func `instants and timestamps are the same microseconds`() throws {
    for microseconds: Int64 in [0, 1, -1, 1_772_440_200_123_456, -62_135_596_800_000_000, 253_402_300_799_999_999] {
      let instant = Instant(microsecondsSinceEpoch: microseconds)
      #expect(Instant(Timestamp(instant)) == instant)
    }
    #expect(Instant(try #require(Timestamp("2026-03-01T08:00:00.123456789Z"))) == (try Instant(parsing: "2026-03-01T08:00:00.123456Z")))
  }
}
