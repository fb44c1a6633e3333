import Calendar
import Testing

/// What `dst` says of schedules with fixed times. In Berlin 02:00 to 03:00 of 2026-03-29 is left out, and comes twice on 2026-10-25.
struct ClockChangesTests {
  private func fires(
    _ cron: String, _ gap: ClockChanges.Gap, _ twice: ClockChanges.Twice, from: String, count: Int, zone: String = "Europe/Berlin"
  ) throws -> [String] {
    let zone = try Zone(zone)
    let cron = try Cron(parsing: cron).with(ClockChanges(gap: gap, twice: twice))
    var time = zone.instant(of: try LocalDateTime(parsing: from))
    var found: [String] = []
    for _ in 0..<count {
      time = try #require(cron.next(after: time, in: zone))
      found.append(time.description(in: zone))
    }
    return found
  }

  @Test func `a time that is left out is skipped where the file says so`() throws {
    let usual = try fires("30 2 * * *", .after, .first, from: "2026-03-28T12:00", count: 2)
    #expect(usual == ["2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"])
    let skipping = try fires("30 2 * * *", .skip, .first, from: "2026-03-28T12:00", count: 2)
    #expect(skipping == ["2026-03-30T02:30:00+02:00", "2026-03-31T02:30:00+02:00"])
  }

  @Test func `a time that comes twice counts first, second, or both times`() throws {
    let from = "2026-10-24T12:00"
    #expect(
      try fires("30 2 * * *", .after, .first, from: from, count: 2) == ["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"])
    #expect(
      try fires("30 2 * * *", .after, .second, from: from, count: 2) == ["2026-10-25T02:30:00+01:00", "2026-10-26T02:30:00+01:00"])
    #expect(
      try fires("30 2 * * *", .after, .both, from: from, count: 3)
        == ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-26T02:30:00+01:00"])
  }

  @Test func `two times of the doubled hour come in the order of time`() throws {
    #expect(
      try fires("0,30 2 * * *", .after, .both, from: "2026-10-25T00:00", count: 4) == [
        "2026-10-25T02:00:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T02:30:00+01:00",
      ])
  }

  @Test func `an hourly schedule runs by elapsed time whatever the file says`() throws {
    let usual = try fires("30 * * * *", .after, .first, from: "2026-10-25T01:00", count: 4)
    #expect(try fires("30 * * * *", .skip, .second, from: "2026-10-25T01:00", count: 4) == usual)
  }

  @Test(arguments: [ClockChanges.Twice.first, .second, .both])
  func `away from a change every word means the same`(twice: ClockChanges.Twice) throws {
    let cron = "15 4,9 * * 1-5"
    let usual = try fires(cron, .after, .first, from: "2026-05-01T00:00", count: 50)
    #expect(try fires(cron, .skip, twice, from: "2026-05-01T00:00", count: 50) == usual)
  }
}
