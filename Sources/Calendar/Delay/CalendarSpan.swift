/// Months and days on the wall calendar, and time that runs; each counted by itself, because none is a multiple of another.
package struct CalendarSpan: Hashable, Sendable {
  package var months: Int
  package var days: Int
  package var microseconds: Int64

  package init(months: Int, days: Int, microseconds: Int64) {
    self.months = months
    self.days = days
    self.microseconds = microseconds
  }

  package var isZero: Bool { months == 0 && days == 0 && microseconds == 0 }

  package static prefix func - (span: CalendarSpan) -> CalendarSpan {
    CalendarSpan(months: 0 &- span.months, days: 0 &- span.days, microseconds: Int64(0).saturatingMinus(span.microseconds))
  }

  /// Months first (a day that the month does not have becomes its last), then days, then time that runs.
  package func added(to start: Instant, in zone: Zone) -> Instant {
    guard months != 0 || days != 0 else { return start.adding(microseconds: microseconds) }
    let local = zone.local(start)
    let moved = zone.instant(of: local.date.adding(months: months).adding(days: days), at: local.time)
    return moved.adding(microseconds: microseconds)
  }

  /// `1y2mo1w3d4h5m6.5s`.
  package var words: String {
    guard !isZero else { return "0s" }
    var parts: [String] = []
    func add(_ count: Int64, _ unit: String) {
      if count != 0 { parts.append("\(count)\(unit)") }
    }
    add(Int64(months / 12), "y")
    add(Int64(months % 12), "mo")
    add(Int64(days / 7), "w")
    add(Int64(days % 7), "d")
    add(microseconds / microsecondsPerHour, "h")
    add(microseconds % microsecondsPerHour / microsecondsPerMinute, "m")
    let seconds = microseconds % microsecondsPerMinute
    if seconds != 0 { parts.append("\(seconds / microsecondsPerSecond)\(fraction(Int((seconds % microsecondsPerSecond).magnitude)))s") }
    return parts.joined()
  }
}
