import Calendar
import Testing

@Suite struct DelayTests {
  @Test(arguments: [
    // text, in canonical words, from, due in Berlin on Monday to Friday
    ("10m", "10m", "2026-01-31T10:00:00Z", "2026-01-31T10:10:00Z"),
    ("1h30m", "1h30m", "2026-01-31T10:00:00Z", "2026-01-31T11:30:00Z"),
    ("90s", "1m30s", "2026-01-31T10:00:00Z", "2026-01-31T10:01:30Z"),
    ("1.5h", "1h30m", "2026-01-31T10:00:00Z", "2026-01-31T11:30:00Z"),
    ("250ms", "0.25s", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00.25Z"),
    ("1d", "1d", "2026-03-28T12:00:00Z", "2026-03-29T11:00:00Z"),  // a calendar day, of 23 hours
    ("24h", "24h", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"),  // 24 hours
    ("1d", "1d", "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z"),  // 02:30 is left out
    ("1d", "1d", "2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z"),  // 02:30 comes twice
    ("1w", "1w", "2026-10-20T12:00:00Z", "2026-10-27T13:00:00Z"),
    ("1mo", "1mo", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z"),
    ("1y", "1y", "2024-02-29T10:00:00Z", "2025-02-28T10:00:00Z"),
    ("1y2mo10d", "1y2mo1w3d", "2026-01-01T10:00:00Z", "2027-03-11T10:00:00Z"),
    ("2 hours", "2h", "2026-01-31T10:00:00Z", "2026-01-31T12:00:00Z"),
    ("P1D", "1d", "2026-03-28T12:00:00Z", "2026-03-29T11:00:00Z"),
    ("PT36H", "36h", "2026-03-28T12:00:00Z", "2026-03-30T00:00:00Z"),
    ("P1M", "1mo", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z"),
    ("+P1DT0.5S", "1d0.5s", "2026-01-31T10:00:00Z", "2026-02-01T10:00:00.5Z"),
    ("P0.5Y", "6mo", "2026-01-31T10:00:00Z", "2026-07-31T09:00:00Z"),
    ("P0001-02-03T04:05:06", "1y2mo3d4h5m6s", "2026-01-01T00:00:00Z", "2027-03-04T04:05:06Z"),
    ("0s", "0s", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
    ("3 business days", "3 business days", "2026-11-20T10:00:00Z", "2026-11-25T10:00:00Z"),
    ("1 business day", "1 business day", "2026-11-20T10:00:00Z", "2026-11-23T10:00:00Z"),
    ("4 business hours", "4 business hours", "2026-11-20T14:00:00Z", "2026-11-23T10:00:00Z"),
    ("1.5 business hours", "90 business minutes", "2026-11-20T14:00:00Z", "2026-11-20T15:30:00Z"),
    ("30 business minutes", "30 business minutes", "2026-11-21T14:00:00Z", "2026-11-23T08:30:00Z"),
  ])
  func `is due`(text: String, words: String, from: String, due: String) throws {
    let delay = try Delay(parsing: text)
    #expect("\(delay)" == words)
    #expect(try Delay(parsing: "\(delay)") == delay)
    #expect(try delay.due(from: at(from), in: Zone(berlin), calendar: .mondayToFriday).description == due)
  }

  @Test(arguments: [
    ("90", "write 90m"), ("1M", "1mo is months"), ("2H", "write 2h"), ("30m1h", "longest first"), ("1h1h", "longest first"),
    ("-P1D", "forward"),
    ("0 business days", "whole number"), ("1.5 business days", "whole number"), ("2 business weeks", "business days"),
    ("1 business day 2h", "write one number"), ("10001 business days", "10000"), ("1000001 business hours", "100000"), ("200y", "that far"),
    ("0.3mo", "write days"), ("3 fortnights", "the units are"), ("", "10m"), ("soon", "10m"), ("9999999999h", "nine digits"),
    ("99999999999999999999999999d", "nine digits"), ("999999999w", "that far"), ("999999999h", "that far"),
    ("999999999 business hours", "100000"),
    ("1.0000001h", "nine digits"), ("PT1D", "PT36H"), ("P", "PT36H"), ("PT", "PT36H"), ("P1Y2W", "PT36H"), ("P1.5DT1H", "PT36H"),
    (String(repeating: "9", count: 100_000), "10m"), ("10m\u{0}", "10m"), ("１0m", "10m"), (" P1D", "10m"),
  ])
  func `what is no delay is refused with the fix`(text: String, fix: String) throws {
    let error = try #require(#expect(throws: TimeTextError.self) { try Delay(parsing: text) })
    #expect(error.hint.contains(fix), "\(error)")
    #expect(error.place.upperBound <= max(1, text.utf8.count))
  }

  @Test(arguments: ["1s", "1d", "1w", "1mo", "1y", "1 business day", "3 business days", "4 business hours", "0s", "1mo3d4h"])
  func `is never due before it begins`(text: String) throws {
    let delay = try Delay(parsing: text)
    var random = Seeded(state: 4)
    for name in manyZones {
      let zone = try Zone(name)
      for _ in 0..<200 {
        let start = random.instant()
        #expect(delay.due(from: start, in: zone, calendar: .mondayToFriday) >= start)
      }
      #expect(delay.due(from: .latest, in: zone, calendar: .mondayToFriday) == .latest)
      #expect(delay.due(from: .earliest, in: zone, calendar: .mondayToFriday) >= .earliest)
    }
  }
}
