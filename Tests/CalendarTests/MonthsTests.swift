import Calendar
import Testing

@Suite struct MonthsTests {
  @Test(arguments: [
    (31, "09:00", "2026-02-28T08:00:00Z"), (16, "09:00", "2026-02-16T08:00:00Z"), (1, "00:00", "2026-01-31T23:00:00Z"),
    (28, "24:00", "2026-02-28T23:00:00Z"),
  ])
  func `a day of the month, or its last`(number: Int, time: String, expected: String) throws {
    let run = try at("2026-02-10T12:00:00Z")
    #expect(try day(run, number, LocalTime(parsing: time), in: Zone(berlin)).description == expected)
  }

  @Test func `months clamp, days and months begin at the zone's midnight`() throws {
    let zone = try Zone(berlin)
    #expect(try addMonths(at("2026-03-31T10:00:00Z"), -1, in: zone) == at("2026-02-28T11:00:00Z"))
    #expect(try addMonths(at("2026-01-31T11:00:00Z"), 13, in: zone) == at("2027-02-28T11:00:00Z"))
    #expect(try startOfMonth(at("2026-03-31T22:30:00Z"), in: zone) == at("2026-03-31T22:00:00Z"))
    #expect(try startOfDay(at("2026-03-29T12:00:00Z"), in: zone) == at("2026-03-28T23:00:00Z"))
    #expect(try startOfDay(at("2025-09-07T12:00:00Z"), in: Zone("America/Santiago")) == at("2025-09-07T04:00:00Z"))
  }

  @Test func `what no calendar holds is an error`() throws {
    for number in [0, 32, -1, .min, .max] { #expect(throws: CalendarError.self) { try day(.epoch, number, .midnight, in: .utc) } }
    for number in [.min, .max, 120_000, -24_000] { #expect(throws: CalendarError.self) { try addMonths(.epoch, number, in: .utc) } }
  }
}
