import Calendar
import Foundation
import Testing

@Suite struct ZoneTests {
  @Test(arguments: [
    // zone, what the wall shows, the instant that it means
    ("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59:00Z"),
    ("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00:00Z"),  // left out: the first instant after the gap
    ("Europe/Berlin", "2026-03-29T02:59:59", "2026-03-29T01:00:00Z"),
    ("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00:00Z"),
    ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00Z"),  // comes twice: the first
    ("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00:00Z"),
    ("Asia/Dhaka", "2026-06-01T00:00", "2026-05-31T18:00:00Z"),
    ("America/Santiago", "2025-09-07T00:00", "2025-09-07T04:00:00Z"),  // midnight itself is left out
    ("Pacific/Apia", "2011-12-30T10:00", "2011-12-30T10:00:00Z"),  // a day that never was
    ("Australia/Lord_Howe", "2025-10-05T02:15", "2025-10-04T15:30:00Z"),
    ("Europe/Berlin", "2080-07-01T12:00", "2080-07-01T10:00:00Z"),  // by rule
    ("Europe/Berlin", "2150-07-01T12:00", "2150-07-01T10:00:00Z"),  // by rule, beyond the table
    ("Europe/Berlin", "2150-01-01T12:00", "2150-01-01T11:00:00Z"),
  ])
  func `a wall clock means one instant`(zone: String, wall: String, instant: String) throws {
    #expect(try Zone(zone).instant(of: LocalDateTime(parsing: wall)).description == instant)
  }

  @Test(arguments: manyZones)
  func `instant to wall and back is the same instant, or the first of two`(name: String) throws {
    let zone = try Zone(name)
    var random = Seeded(state: 1)
    for _ in 0..<5_000 {
      let instant = random.instant()
      let wall = zone.local(instant)
      let back = zone.instant(of: wall)
      #expect(zone.local(back) == wall)
      #expect(back == instant || back < instant && zone.offsetSeconds(at: back) > zone.offsetSeconds(at: instant))
    }
  }

  @Test(arguments: manyZones.filter { $0 != "UTC" })
  func `the table says what Foundation says`(name: String) throws {
    let (zone, theirs) = (try Zone(name), try #require(TimeZone(identifier: name)))
    var random = Seeded(state: 2)
    for _ in 0..<3_000 {
      let seconds = Int64.random(in: -3_000_000_000...8_000_000_000, using: &random)
      let instant = Instant(secondsSinceEpoch: seconds)
      #expect(zone.offsetSeconds(at: instant) == theirs.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
  }

  @Test(arguments: [
    "", "Berlin", "EST", "GMT+3", "europe/berlin", "Europe/Atlantis", "../../etc/passwd", String(repeating: "a/", count: 5_000),
  ])
  func `what is no zone is refused with a hint`(name: String) throws {
    let error = #expect(throws: TimeTextError.self) { try Zone(name) }
    #expect(error?.hint.isEmpty == false)
  }

  @Test func `a city alone is answered with its zone`() {
    #expect(throws: TimeTextError.self) { try Zone("Berlin") }
    do throws(TimeTextError) {
      _ = try Zone("dhaka")
    } catch {
      #expect(error.hint == "did you mean `Asia/Dhaka`?")
    }
  }

  @Test func `an instant is written with its zone's offset`() throws {
    #expect(try at("2026-07-01T12:00:00Z").description(in: Zone(berlin)) == "2026-07-01T14:00:00+02:00")
    #expect(try at("2026-07-01T12:00:00Z").description(in: Zone("America/New_York")) == "2026-07-01T08:00:00-04:00")
    #expect(try at("2026-07-01T12:00:00Z").description(in: Zone("Asia/Kathmandu")) == "2026-07-01T17:45:00+05:45")
  }
}
