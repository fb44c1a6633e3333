import Calendar
import Testing

@Suite struct RepetitionTests {
  private func every(_ text: String) throws -> Repetition { try Repetition(every: Delay(parsing: text)) }

  @Test(arguments: [
    // every, zone, after, next from midnight
    ("30m", "Asia/Dhaka", "2026-11-21T10:07:00Z", "2026-11-21T10:30:00Z"),
    ("30m", "Asia/Kathmandu", "2026-11-21T10:07:00Z", "2026-11-21T10:15:00Z"),  // its half hours: +05:45
    ("7h", berlin, "2026-11-21T20:30:00Z", "2026-11-21T23:00:00Z"),  // 21:00 was the last, midnight begins anew
    ("30m", berlin, "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z"),  // 02:30, then 02:00 again
    ("2h", berlin, "2026-03-29T00:30:00Z", "2026-03-29T02:00:00Z"),  // 02:00 is left out, 04:00 is next
    ("1d", berlin, "2026-03-29T12:00:00Z", "2026-03-29T22:00:00Z"),
    ("1w", berlin, "2026-11-21T12:00:00Z", "2026-11-22T23:00:00Z"),  // Mondays
    ("1mo", berlin, "2026-11-21T12:00:00Z", "2026-11-30T23:00:00Z"),
    ("1d", "America/Santiago", "2025-09-06T12:00:00Z", "2025-09-07T04:00:00Z"),
  ])
  func `counted from midnight`(interval: String, zone: String, after: String, next: String) throws {
    #expect(try every(interval).next(after: at(after), anchor: .midnight, in: Zone(zone)).description == next)
  }

  @Test(arguments: [
    // every, entered, after, next
    ("30m", "2026-11-21T10:07:00Z", "2026-11-21T10:07:00Z", "2026-11-21T10:37:00Z"),
    ("30m", "2026-11-21T10:07:00Z", "2026-11-21T13:59:00Z", "2026-11-21T14:07:00Z"),  // however late: from the entry
    ("30m", "2026-11-21T10:07:00Z", "2026-11-20T00:00:00Z", "2026-11-21T10:37:00Z"),
    ("1d", "2026-03-27T12:00:00Z", "2026-03-28T12:00:00Z", "2026-03-29T11:00:00Z"),
    ("1mo", "2026-01-31T12:00:00Z", "2026-02-28T12:00:00Z", "2026-03-31T11:00:00Z"),  // the 31st comes back
    ("1y", "2024-02-29T12:00:00Z", "2027-12-01T00:00:00Z", "2028-02-29T12:00:00Z"),
  ])
  func `counted from entry`(interval: String, entered: String, after: String, next: String) throws {
    #expect(try every(interval).next(after: at(after), anchor: .entry(at(entered)), in: Zone(berlin)).description == next)
  }

  @Test(arguments: ["0s", "10ms", "PT0S", "1 business day", "2 business hours"])
  func `what does not repeat is refused`(interval: String) throws {
    let delay = try Delay(parsing: interval)
    #expect(throws: CalendarError.self) { try Repetition(every: delay) }
  }

  @Test(arguments: ["1s", "37m", "5h", "25h", "1d", "3d", "1w", "1mo", "1y", "1mo1d1h"])
  func `the next shot is later, and none lies between`(interval: String) throws {
    let repetition = try every(interval)
    var random = Seeded(state: 6)
    for name in manyZones {
      let zone = try Zone(name)
      let entry = random.instant()
      for anchor in [Repetition.Anchor.midnight, .entry(entry)] {
        for _ in 0..<40 {
          let start = random.instant()
          let next = repetition.next(after: start, anchor: anchor, in: zone)
          #expect(next > start)
          let middle = Instant(
            microsecondsSinceEpoch: Int64.random(in: start.microsecondsSinceEpoch..<next.microsecondsSinceEpoch, using: &random))
          #expect(repetition.next(after: middle, anchor: anchor, in: zone) == next)
        }
      }
    }
  }
}
