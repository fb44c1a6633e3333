/// A stretch of each day in which somebody is left alone: `20:00-07:00`, from the first time until, not including, the second.
package struct QuietHours: Hashable, Sendable {
  package let start: LocalTime
  package let end: LocalTime

  /// Nil for anything that is no such stretch; a whole day would never end.
  package init?(_ text: String) {
    let sides = text.split(separator: "-", omittingEmptySubsequences: false)
    guard sides.count == 2, let start = Self.time(sides[0]), let end = Self.time(sides[1]), start != end else { return nil }
    self.start = start
    self.end = end
  }

  /// The instant itself outside of the stretch, else the end of it.
  package func opening(from instant: Instant, in zone: Zone) -> Instant {
    let local = zone.local(instant)
    let isOverMidnight = end < start
    let isQuiet = isOverMidnight ? local.time >= start || local.time < end : local.time >= start && local.time < end
    guard isQuiet else { return instant }
    let date = isOverMidnight && local.time >= start ? local.date.adding(days: 1) : local.date
    return max(instant, zone.instant(of: date, at: end))
  }

  private static func time(_ text: Substring) -> LocalTime? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = Int(parts[0]), let minute = Int(parts[1]) else { return nil }
    return LocalTime(hour: hour, minute: minute)
  }
}
