import Calendar
import Testing

@Suite struct DatePatternTests {
  @Test(
    arguments: [
      ("yyyy-MM", .english, "2026-03"),
      ("yyyy-MM-dd'T'HH:mm", .english, "2026-03-05T14:07"),
      ("EEEE, d MMMM yyyy", .english, "Thursday, 5 March 2026"),
      ("EEE dd.MM.yy H:mm:ss.SSS", .german, "Do 05.03.26 14:07:09.120"),
      ("EEEE, d. MMMM yyyy, HH:mm 'Uhr' (z)", .german, "Donnerstag, 5. März 2026, 14:07 Uhr (MEZ)"),
      ("d MMM yyyy h:mm a", .bengali, "৫ মার্চ ২০২৬ ২:০৭ PM"),
      ("EEEE", .bengali, "বৃহস্পতিবার"),
      ("yyyy-MM-dd'T'HH:mm:ssXXX z", .english, "2026-03-05T14:07:09+01:00 CET"),
      ("hh 'o''clock' ''M", .english, "02 o'clock '3"),
      ("", .english, ""),
    ] as [(String, Language, String)])
  func `is written out`(pattern: String, language: Language, text: String) throws {
    #expect(try DatePattern(parsing: pattern).format(at("2026-03-05T13:07:09.12Z"), in: Zone(berlin), language: language) == text)
  }

  @Test(arguments: [("00:30", "12 AM"), ("12:30", "12 PM"), ("23:00", "11 PM"), ("11:00", "11 AM")])
  func `the clock of twelve hours`(time: String, text: String) throws {
    #expect(try DatePattern(parsing: "h a").format(at("2026-03-05T\(time):00Z"), in: .utc) == text)
  }

  @Test(arguments: [
    ("UTC", "2026-07-01T00:00:00Z", "UTC"), (berlin, "2026-07-01T00:00:00Z", "CEST"), ("Asia/Dhaka", "2026-07-01T00:00:00Z", "UTC+6"),
    ("Asia/Kathmandu", "2026-07-01T00:00:00Z", "UTC+5:45"), ("America/New_York", "2026-01-01T00:00:00Z", "EST"),
    ("Europe/London", "2026-07-01T00:00:00Z", "BST"), (berlin, "1946-07-01T00:00:00Z", "CEST"), (berlin, "1945-06-30T00:00:00Z", "UTC+3"),
  ])
  func `a zone's time has a name`(zone: String, time: String, name: String) throws {
    #expect(try Zone(zone).abbreviation(at: at(time)) == name)
  }

  @Test(
    arguments: [
      ("YYYY-MM-dd", 0..<4, "yyyy"), ("yyyy-mm-DD", 8..<10, "dd"), ("yyyyTHH", 4..<5, "'T'"), ("yyyy-MM-ddTHH:mm", 10..<11, "'T'"),
      ("yyy", 0..<3, "known"),
      ("HH 'Uhr", 3..<7, "close"), ("ddddd", 0..<5, "known"), ("n", 0..<1, "known"),
      (String(repeating: "d", count: 100_000), 0..<100_000, "200"),
    ] as [(String, Range<Int>, String)])
  func `an unknown letter is refused when the pattern is read`(pattern: String, place: Range<Int>, hint: String) throws {
    let error = try #require(#expect(throws: TimeTextError.self) { try DatePattern(parsing: pattern) })
    #expect(error.place == place)
    #expect(error.hint.contains(hint), "\(error)")
  }
}
