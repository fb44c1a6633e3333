import Calendar
import Testing
import Workflow
import WorkflowFile

@Suite struct CalendarsReaderTests {
  @Test func `a file says when business is open`() throws {
    let calendar = try #require(
      CalendarsReader().read([
        "calendars/support.yaml": """
        calendar: support
        description: The support desk
        weekend: [sunday]
        hours:
          monday: ["13:00-17:00", "09:00-12:00"]
          tuesday: "09:00-17:00"
          wednesday: []
          saturday: ["20:00-24:00"]
        holidays:
          2026-12-24: "Christmas Eve"
          2026-01-01: New Year
        """
      ])["support"])
    #expect(calendar.name == "support")
    #expect(calendar.weekend == [.sunday])
    #expect(calendar.opening == ["monday 09:00-12:00 13:00-17:00", "tuesday 09:00-17:00", "saturday 20:00-24:00"])
    #expect(calendar.listed == ["2026-01-01 New Year", "2026-12-24 Christmas Eve"])
  }

  @Test func `what a file leaves out is Monday to Friday, nine to five`() throws {
    let calendar = try #require(CalendarsReader().read(["plain.yml": "calendar: plain"])["plain"])
    #expect(calendar.weekend == BusinessCalendar.mondayToFriday.weekend)
    #expect(calendar.opening == BusinessCalendar.mondayToFriday.opening)
    #expect(calendar.holidays.isEmpty)
  }

  @Test func `one list of hours is that of every business day`() throws {
    let text = "calendar: dhaka\nweekend: [friday, saturday]\nhours: [\"00:00-06:00\", \"18:00-24:00\"]"
    let calendar = try #require(CalendarsReader().read(["dhaka.yaml": text])["dhaka"])
    #expect(calendar.opening == ["monday", "tuesday", "wednesday", "thursday", "sunday"].map { "\($0) 00:00-06:00 18:00-24:00" })
  }

  @Test func `a calendar takes what it does not say from the one it extends`() throws {
    let calendars = try CalendarsReader().read([
      "c/country.yaml": "calendar: country\nweekend: [friday]\nhours: [\"08:00-16:00\"]\nholidays: {2026-01-01: New Year, 2026-05-01: May}",
      "c/land.yaml": "calendar: land\nextends: country\nholidays: {2026-05-01: May Day, 2026-10-31: Reformation}",
      "c/site.yaml": "calendar: site\nextends: land\nhours: {monday: \"10:00-12:00\"}",
      "c/open.yaml": "calendar: open\nextends: site\nweekend: []\nhours: [\"00:00-24:00\"]",
    ])
    #expect(calendars["land"]?.listed == ["2026-01-01 New Year", "2026-05-01 May Day", "2026-10-31 Reformation"])
    #expect(calendars["land"]?.opening == calendars["country"]?.opening)
    #expect(calendars["site"]?.listed == calendars["land"]?.listed)
    #expect(calendars["site"]?.opening == ["monday 10:00-12:00"])
    #expect(calendars["open"]?.opening.count == 7)
    #expect(calendars["country"]?.listed == ["2026-01-01 New Year", "2026-05-01 May"])
  }

  private static let ics = """
    BEGIN:VCALENDAR
    BEGIN:VEVENT
    SUMMARY:Founding day
    DTSTART;VALUE=DATE:20260301
    RRULE:FREQ=YEARLY;COUNT=2
    END:VEVENT
    END:VCALENDAR
    """
  private static let json = #"{"days": [{"date": "2026-03-01", "name": "Day one"}, {"date": "2026-03-02", "name": "Day two"}]}"#

  @Test func `holidays come from a file beside it, and its own go before`() throws {
    let calendars = try CalendarsReader().read([
      "c/firm.yaml": "calendar: firm\nholidays: {file: [firm.ics, firm.json], 2027-03-01: Anniversary}",
      "c/firm.ics": Self.ics, "c/firm.json": Self.json,
    ])
    #expect(calendars.keys.sorted() == ["firm"])
    #expect(calendars["firm"]?.listed == ["2026-03-01 Founding day", "2026-03-02 Day two", "2027-03-01 Anniversary"])
  }

  @Test func `an iCalendar file that nobody names is a calendar of its own`() throws {
    let calendars = try CalendarsReader().read([
      "c/firm.ics": Self.ics, "c/team.yaml": "calendar: team\nextends: firm", "c/README.md": "what this is", "c/days.json": Self.json,
    ])
    #expect(calendars.keys.sorted() == ["firm", "team"])
    #expect(calendars["team"]?.listed == ["2026-03-01 Founding day", "2027-03-01 Founding day"])
    #expect(calendars["firm"]?.opening == BusinessCalendar.mondayToFriday.opening)
  }

  @Test func `no files are no calendars`() throws {
    #expect(try CalendarsReader().read([:] as [String: [UInt8]]).isEmpty)
  }
}
