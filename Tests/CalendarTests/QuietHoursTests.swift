import Calendar
import Testing

@Suite struct QuietHoursTests {
  @Test(
    arguments: [
      // when, where, and when it may be sent
      ("20:00-07:00", "2026-03-02T19:59:59Z", "UTC", "2026-03-02T19:59:59Z"),
      ("20:00-07:00", "2026-03-02T20:00:00Z", "UTC", "2026-03-03T07:00:00Z"),
      ("20:00-07:00", "2026-03-03T03:00:00Z", "UTC", "2026-03-03T07:00:00Z"),
      ("20:00-07:00", "2026-03-03T07:00:00Z", "UTC", "2026-03-03T07:00:00Z"),
      ("12:00-14:00", "2026-03-02T13:00:00Z", "UTC", "2026-03-02T14:00:00Z"),
      ("20:00-07:00", "2026-03-02T15:00:00Z", "Asia/Dhaka", "2026-03-03T01:00:00Z"),
      // The night in which the clock jumps from two to three.
      ("22:00-02:30", "2026-03-28T22:00:00Z", "Europe/Berlin", "2026-03-29T01:00:00Z"),
    ])
  func `somebody is left alone until the end of the stretch`(hours: String, at: String, zone: String, opening: String) throws {
    let quiet = try #require(QuietHours(hours))
    #expect(quiet.opening(from: try Instant(parsing: at), in: try Zone(zone)) == (try Instant(parsing: opening)))
  }

  @Test(arguments: ["", "20:00", "20:00-20:00", "25:00-07:00", "8:00-9:00", "20:00-07:00-08:00", "a-b"])
  func `what is no stretch of a day is none`(text: String) { #expect(QuietHours(text) == nil) }
}
