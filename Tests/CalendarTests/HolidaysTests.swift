import Calendar
import Testing

@Suite struct HolidaysTests {
  private func ics(_ lines: String...) throws -> [String] {
    let text = ["BEGIN:VCALENDAR", "BEGIN:VEVENT"] + lines + ["END:VEVENT", "END:VCALENDAR", ""]
    return try listed(Holidays(ics: Array(text.joined(separator: "\r\n").utf8)))
  }

  private func listed(_ holidays: Holidays) -> [String] {
    holidays.names.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
  }

  @Test func `an event is a day off, or several, or one each year`() throws {
    #expect(try ics("SUMMARY:Neujahr", "DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20260102") == ["2026-01-01 Neujahr"])
    #expect(try ics("SUMMARY:Eid", "DTSTART;VALUE=DATE:20260320", "DTEND;VALUE=DATE:20260322") == ["2026-03-20 Eid", "2026-03-21 Eid"])
    #expect(try ics("SUMMARY:Eid", "DTSTART;VALUE=DATE:20260320", "DURATION:P2D") == ["2026-03-20 Eid", "2026-03-21 Eid"])
    #expect(try ics("DTSTART:20260320") == ["2026-03-20 Holiday"])
    #expect(
      try ics("SUMMARY:Xmas", "DTSTART;VALUE=DATE:20251225", "RRULE:FREQ=YEARLY;COUNT=3", "EXDATE;VALUE=DATE:20261225")
        == ["2025-12-25 Xmas", "2027-12-25 Xmas"])
    #expect(
      try ics("SUMMARY:Leap", "DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY;UNTIL=20300101T000000Z") == [
        "2024-02-29 Leap", "2028-02-29 Leap",
      ])
    #expect(try ics("SUMMARY:No", "DTSTART;VALUE=DATE:20260320", "STATUS:CANCELLED") == [])
    #expect(
      try ics(
        "SUMMARY;LANGUAGE=\"a:b\":Jumu'atul-Wida\\; La", " ylat", "DTSTART;VALUE=DATE:20250328", "BEGIN:VALARM", "DTSTART:x", "END:VALARM")
        == ["2025-03-28 Jumu'atul-Wida; Laylat"])
  }

  @Test(arguments: [
    ["DTSTART:20260101T090000Z"], ["DTSTART;VALUE=DATE:20260230"], ["SUMMARY:no start"], ["DTSTART:20260101", "RRULE:FREQ=DAILY"],
    ["DTSTART:20260101", "RRULE:FREQ=YEARLY;BYDAY=1MO"], ["DTSTART:20260101", "DTEND:20300101"], ["DTSTART:20260101", "DTEND:20250101"],
    ["DTSTART:20260101", "no colon here"], ["DTSTART:20260101", "RRULE:FREQ=YEARLY;INTERVAL=0"], ["END:VCALENDAR"], ["RDATE:20260101"],
    ["DTSTART:20260101", "DURATION:PT1H"], ["DTSTART:20260101", "SUMMARY:" + String(repeating: "x", count: 5_000)],
    Array(repeating: "BEGIN:VALARM", count: 1_000),
  ])
  func `an event that is not understood is refused with its line`(lines: [String]) throws {
    let text = ["BEGIN:VCALENDAR", "BEGIN:VEVENT"] + lines + ["END:VEVENT", "END:VCALENDAR"]
    let error = #expect(throws: HolidayError.self) { try Holidays(ics: Array(text.joined(separator: "\n").utf8)) }
    #expect(error?.line != nil)
    #expect(error?.hint.isEmpty == false)
  }

  @Test(arguments: ["", "hello", "BEGIN:VCALENDAR", "BEGIN:VEVENT\nEND:VEVENT", "BEGIN:VCALENDAR\nEND:VEVENT", "\u{0}\u{1}"])
  func `what is no calendar is refused`(text: String) {
    #expect(throws: HolidayError.self) { try Holidays(ics: Array(text.utf8)) }
    #expect(throws: HolidayError.self) { try Holidays(json: Array(text.utf8)) }
  }

  @Test func `the JSON form`() throws {
    let text = #"{"source": "x", "n": [1, -2.5e3, true, null], "days": [{"date": "2026-01-01", "name": "Bu\u00df \ud83c\udf89\n"}]}"#
    #expect(try listed(Holidays(json: Array(text.utf8))) == ["2026-01-01 Buß 🎉\n"])
    let twice =
      #"{"days": [{"date": "2026-01-01", "name": "A"}, {"date": "2026-01-01", "name": "B"}, {"date": "2026-01-01", "name": "A; B"}]}"#
    #expect(try listed(Holidays(json: Array(twice.utf8))) == ["2026-01-01 A; B"])
  }

  @Test(arguments: [
    "{}", "[]", #"{"days": {}}"#, #"{"days": [1]}"#, #"{"days": [{"date": "2026-02-30", "name": "x"}]}"#,
    #"{"days": [{"date": "2026-01-01"}]}"#,
    #"{"days": []} x"#, #"{"days": [], "days": []}"#, #"{"days": [}"#, #"{"days": "\q"}"#, #"{"days": "\ud800"}"#, #"{"days": [nan]}"#,
    #"{"days"#,
    String(repeating: "[", count: 100_000),
  ])
  func `JSON that is not understood is refused`(text: String) {
    #expect(throws: HolidayError.self) { try Holidays(json: Array(text.utf8)) }
  }

  @Test func `too much is refused`() {
    let days = (0..<10_001).map { #"{"date": "\#(LocalDate(daysSinceEpoch: $0))", "name": "x"}"# }
    #expect(throws: HolidayError.self) { try Holidays(json: Array(#"{"days": [\#(days.joined(separator: ","))]}"#.utf8)) }
    #expect(throws: HolidayError.self) { try Holidays(json: Array(repeating: 0x20, count: 5 << 20)) }
  }
}
