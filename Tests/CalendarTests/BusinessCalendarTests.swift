import Calendar
import Testing

/// The six cases that the docs work through, and what else business time must do.
@Suite struct BusinessCalendarTests {
  /// Monday to Friday 09:00 to 17:00 in Berlin, with the winter's holidays.
  private static func germany() throws -> BusinessCalendar {
    let hours = [try OpenInterval(parsing: "09:00-12:00"), try OpenInterval(parsing: "13:00-17:00")]
    return try BusinessCalendar(
      name: "germany", weekend: [.saturday, .sunday], hours: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, hours) }),
      holidays: [
        LocalDate(parsing: "2026-12-25"): "Erster Weihnachtstag", LocalDate(parsing: "2027-01-01"): "Neujahr",
        LocalDate(parsing: "2026-05-01"): "Erster Mai", LocalDate(parsing: "2026-04-03"): "Karfreitag",
        LocalDate(parsing: "2026-04-06"): "Ostermontag",
      ])
  }

  /// Round the clock from Sunday to Thursday, as a control room in Dhaka.
  private static func dhaka() throws -> BusinessCalendar {
    let hours = [try OpenInterval(parsing: "00:00-06:00"), try OpenInterval(parsing: "18:00-24:00")]
    return try BusinessCalendar(
      name: "dhaka", weekend: [.friday, .saturday], hours: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, hours) }))
  }

  @Test(arguments: [
    // from, delay, due; all in Berlin's own time
    // 1 from a Saturday
    ("2026-11-21T10:30:00+01:00", "1 business day", "2026-11-23T10:30:00+01:00"),
    ("2026-11-21T10:30:00+01:00", "2 business hours", "2026-11-23T11:00:00+01:00"),
    // 2 from a holiday
    ("2026-05-01T10:30:00+02:00", "1 business day", "2026-05-04T10:30:00+02:00"),
    ("2026-05-01T10:30:00+02:00", "4 business hours", "2026-05-04T14:00:00+02:00"),
    // 3 after closing time: the time of day moves to the next opening
    ("2026-11-16T19:00:00+01:00", "1 business day", "2026-11-18T09:00:00+01:00"),
    ("2026-11-16T19:00:00+01:00", "1 business hours", "2026-11-17T10:00:00+01:00"),
    ("2026-11-16T07:00:00+01:00", "1 business day", "2026-11-17T09:00:00+01:00"),
    ("2026-11-16T12:30:00+01:00", "1 business day", "2026-11-17T13:00:00+01:00"),
    ("2026-11-16T17:00:00+01:00", "1 business day", "2026-11-18T09:00:00+01:00"),  // half-open: at 17:00 it is closed
    // 4 over a DST change: the wall stays
    ("2026-03-27T16:00:00+01:00", "1 business day", "2026-03-30T16:00:00+02:00"),
    ("2026-03-27T16:00:00+01:00", "2 business hours", "2026-03-30T10:00:00+02:00"),
    ("2026-10-23T16:00:00+02:00", "1 business day", "2026-10-26T16:00:00+01:00"),
    // 5 over year's end
    ("2026-12-24T10:00:00+01:00", "2 business days", "2026-12-29T10:00:00+01:00"),
    ("2026-12-31T16:00:00+01:00", "2 business hours", "2027-01-04T10:00:00+01:00"),
    // exactly at the end of open time it is over
    ("2026-11-16T13:00:00+01:00", "4 business hours", "2026-11-16T17:00:00+01:00"),
    ("2026-11-16T11:00:00+01:00", "90 business minutes", "2026-11-16T13:30:00+01:00"),
  ])
  func `business time in Berlin`(from: String, delay: String, due: String) throws {
    let zone = try Zone(berlin)
    let time = try Delay(parsing: delay).due(from: at(from), in: zone, calendar: Self.germany())
    #expect(time.description(in: zone) == due)
  }

  @Test(arguments: [
    // 6 an interval ending 24:00, weekend Friday and Saturday (2026-11-20 is a Friday)
    ("2026-11-17T23:30:00+06:00", "1 business hours", "2026-11-18T00:30:00+06:00"),  // midnight is no gap
    ("2026-11-17T20:00:00+06:00", "4 business hours", "2026-11-18T00:00:00+06:00"),  // over at 24:00
    ("2026-11-19T23:59:00+06:00", "2 business minutes", "2026-11-22T00:01:00+06:00"),  // not closed for the last minute of Thursday
    ("2026-11-19T23:59:00+06:00", "1 business day", "2026-11-22T23:59:00+06:00"),
    ("2026-11-17T12:00:00+06:00", "1 business day", "2026-11-18T18:00:00+06:00"),
  ])
  func `business time in Dhaka, up to 24:00`(from: String, delay: String, due: String) throws {
    let zone = try Zone("Asia/Dhaka")
    let time = try Delay(parsing: delay).due(from: at(from), in: zone, calendar: Self.dhaka())
    #expect(time.description(in: zone) == due)
  }

  @Test(arguments: [
    ("2026-11-16T09:00:00+01:00", true), ("2026-11-16T08:59:59.999999+01:00", false), ("2026-11-16T12:00:00+01:00", false),
    ("2026-11-16T16:59:59.999999+01:00", true), ("2026-11-16T17:00:00+01:00", false), ("2026-11-21T10:00:00+01:00", false),
    ("2026-12-25T10:00:00+01:00", false),
  ])
  func `opening hours are half-open`(time: String, open: Bool) throws {
    #expect(try Self.germany().isBusinessTime(at(time), in: Zone(berlin)) == open)
  }

  @Test func `a night that clocks make shorter is open shorter`() throws {
    let hours = [OpenInterval](repeating: try OpenInterval(parsing: "00:00-24:00"), count: 1)
    let always = try BusinessCalendar(
      name: "always", weekend: [], hours: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, hours) }))
    let start = try at("2026-03-28T12:00:00Z")
    #expect(try always.addingBusinessHours(24, to: start, in: Zone(berlin)) == start.adding(seconds: 86_400))
    #expect(try always.addingBusinessDays(1, to: start, in: Zone(berlin)) == start.adding(seconds: 82_800))
  }

  @Test func `business days count backwards too, and 0 moves into opening hours`() throws {
    let (calendar, zone) = (try Self.germany(), try Zone(berlin))
    #expect(try calendar.addingBusinessDays(-2, to: at("2026-04-08T10:00:00+02:00"), in: zone) == at("2026-04-02T10:00:00+02:00"))
    #expect(try calendar.addingBusinessDays(0, to: at("2026-04-03T10:00:00+02:00"), in: zone) == at("2026-04-07T09:00:00+02:00"))
    #expect(throws: CalendarError.self) { try calendar.addingBusinessDays(.min, to: .epoch, in: zone) }
    #expect(throws: CalendarError.self) { try calendar.addingBusinessHours(.max, to: .epoch, in: zone) }
    #expect(throws: CalendarError.self) { try calendar.addingBusinessHours(-1, to: .epoch, in: zone) }
  }

  @Test func `a calendar that cannot be is refused`() throws {
    let day = try OpenInterval(parsing: "09:00-17:00")
    let evening = try OpenInterval(parsing: "16:00-20:00")
    #expect(throws: CalendarError.self) { try BusinessCalendar(name: "never", weekend: [], hours: [:]) }
    #expect(throws: CalendarError.self) { try BusinessCalendar(name: "weekend", weekend: [.monday], hours: [.monday: [day]]) }
    #expect(throws: CalendarError.self) { try BusinessCalendar(name: "double", weekend: [], hours: [.monday: [evening, day]]) }
    #expect(throws: TimeTextError.self) { try OpenInterval(parsing: "22:00-06:00") }
    #expect(throws: TimeTextError.self) { try OpenInterval(parsing: "09:00") }
    #expect(try "\(OpenInterval(parsing: "18:00 - 24:00"))" == "18:00-24:00")
  }

  @Test func `business hours add up, and end only while business is open`() throws {
    let (calendar, zone) = (try Self.germany(), try Zone(berlin))
    var random = Seeded(state: 5)
    for _ in 0..<300 {
      let start = random.instant()
      let (first, second) = (Int.random(in: 1...40, using: &random), Int.random(in: 1...40, using: &random))
      let once = try calendar.addingBusinessHours(first + second, to: start, in: zone)
      let twice = try calendar.addingBusinessHours(second, to: calendar.addingBusinessHours(first, to: start, in: zone), in: zone)
      #expect(once == twice)
      #expect(calendar.isBusinessTime(once.adding(microseconds: -1), in: zone))
      let day = try calendar.addingBusinessDays(first, to: start, in: zone)
      #expect(calendar.isBusinessTime(day, in: zone) && day > start)
    }
  }

  @Test func `the farthest business time is found in no time`() throws {
    let zone = try Zone(berlin)
    let from = try at("2026-01-01T00:00:00Z")
    #expect(try BusinessCalendar.mondayToFriday.addingBusinessDays(10_000, to: from, in: zone) > from)
    #expect(try BusinessCalendar.mondayToFriday.addingBusinessHours(100_000, to: from, in: zone) > from)
  }
}
