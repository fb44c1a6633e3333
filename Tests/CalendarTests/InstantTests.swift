import Calendar
import Testing

@Suite struct InstantTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999999Z", -1), ("2026-02-28T09:00:00.5+01:00", 1_772_265_600_500_000),
      ("2026-02-28t08:00:00.500000999z", 1_772_265_600_500_000), ("2000-02-29 00:00:00-00:00", 951_782_400_000_000),
      ("0001-01-01T00:00:00Z", -62_135_596_800_000_000), ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
      ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
    ] as [(String, Int64)])
  func `an RFC 3339 text is an instant`(text: String, microseconds: Int64) throws {
    #expect(try at(text).microsecondsSinceEpoch == microseconds)
    #expect(try at(at(text).description) == at(text))
  }

  @Test(arguments: [
    "", "2026-02-28", "2026-02-28T09:00:00", "2026-02-29T09:00:00Z", "2026-13-01T00:00:00Z", "2026-02-28T24:00:00Z", "2026-02-28T09:60:00Z",
    "2026-02-28T09:00:00.Z", "2026-02-28T09:00:00.1234567890Z", "2026-02-28T09:00:00+24:00", "2026-02-28T09:00:00+0100",
    "0000-01-01T00:00:00Z",
    "+026-02-28T09:00:00Z", "2026-02-28T09:00:00ZZ", "２０２６-02-28T09:00:00Z", "2026-02-28T09:00:00Z" + String(repeating: " ", count: 10_000),
  ])
  func `what is no time is refused`(text: String) {
    #expect(throws: TimeTextError.self) { try Instant(parsing: text) }
  }

  @Test func `arithmetic stops at the ends of time and never traps`() {
    #expect(Instant.latest.adding(microseconds: .max) == .latest)
    #expect(Instant.earliest.adding(seconds: .min) == .earliest)
    #expect(Instant.epoch + .seconds(Int64.max) == .latest)
    #expect(Instant.epoch - .seconds(Int64.max) == .earliest)
    #expect(Instant(microsecondsSinceEpoch: .min) == .earliest)
    #expect(Instant.latest - Instant.earliest == .microseconds(315_537_897_599_999_999))
    #expect(Instant.epoch + .milliseconds(1_500) - .seconds(2) == Instant(microsecondsSinceEpoch: -500_000))
    #expect(Instant(microsecondsSinceEpoch: -1).secondsSinceEpoch == -1)
  }

  @Test func `every day of eight centuries is found again by its number`() throws {
    var date = try #require(LocalDate(year: 1600, month: 1, day: 1))
    let first = date.daysSinceEpoch
    for day in first..<first + 292_194 {
      #expect(date.daysSinceEpoch == day)
      #expect(LocalDate(daysSinceEpoch: day) == date)
      let next =
        LocalDate(year: date.year, month: date.month, day: date.day + 1) ?? LocalDate(year: date.year, month: date.month + 1, day: 1)
      date = try #require(next ?? LocalDate(year: date.year + 1, month: 1, day: 1))
    }
    #expect("\(date)" == "2400-01-01")
    #expect(try LocalDate(parsing: "2026-11-21").weekday == .saturday)
    #expect(try LocalDate(parsing: "1600-01-01").weekday == .saturday)
  }

  @Test(arguments: [("00:00", "00:00"), ("9:05", "09:05"), ("24:00", "24:00"), ("23:59:59", "23:59:59")])
  func `a time of day reads back`(text: String, written: String) throws {
    #expect("\(try LocalTime(parsing: text))" == written)
  }

  @Test(arguments: ["", "24:01", "9", "9:5", "25:00", "09:60", "-1:00", "09:00:00.5", "009:00", "09:00 "])
  func `what is no time of day is refused`(text: String) {
    #expect(throws: TimeTextError.self) { try LocalTime(parsing: text) }
  }
}
