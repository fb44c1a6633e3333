import Calendar

/// One expression, a start, and the times at which it fires next.
struct CronVector: Decodable {
  let expr: String
  let tz: String?
  let from: String
  let next: [String]
  let exhausted: Bool?
  let fields: Int?

  /// The times as instants; where there is no zone they are what a wall shows, read as UTC.
  func instant(_ text: String) throws -> Instant {
    if tz == nil { return Zone.utc.instant(of: try LocalDateTime(parsing: String(text.prefix(19)))) }
    return try Instant(parsing: text)
  }

  func zone() throws -> Zone { try tz.map { try Zone($0) } ?? .utc }

  /// What our engine says in place of `next`.
  func ours(_ cron: Cron) throws -> [Instant] {
    var times: [Instant] = []
    var last = try instant(from)
    let zone = try zone()
    while times.count < next.count + (exhausted == true ? 1 : 0), let time = cron.next(after: last, in: zone) {
      times.append(time)
      last = time
    }
    return times
  }

  /// Whether the zone's clocks change within the times of this vector, and by a part of an hour.
  func clocksChange() throws -> (ever: Bool, byPartOfHour: Bool) {
    let zone = try zone()
    let offsets = try ([from] + next).map { zone.offsetSeconds(at: try instant($0)) }
    let changes = zip(offsets, offsets.dropFirst()).map { $1 - $0 }.filter { $0 != 0 }
    return (!changes.isEmpty, changes.contains { $0 % 3_600 != 0 })
  }
}
