/// A unit of a duration word, from the longest to the shortest.
enum DelayUnit: Int, CaseIterable {
  case year, month, week, day, hour, minute, second, millisecond

  init?(word: String) {
    switch word {
    case "y", "yr", "year", "years": self = .year
    case "mo", "month", "months": self = .month
    case "w", "week", "weeks": self = .week
    case "d", "day", "days": self = .day
    case "h", "hr", "hour", "hours": self = .hour
    case "m", "min", "minute", "minutes": self = .minute
    case "s", "sec", "second", "seconds": self = .second
    case "ms", "millisecond", "milliseconds": self = .millisecond
    default: return nil
    }
  }

  /// The letter of ISO 8601, before and after the `T`.
  init?(isoLetter: UInt8, inTime: Bool) {
    switch (isoLetter, inTime) {
    case (0x59, false): self = .year
    case (0x4d, false): self = .month
    case (0x57, false): self = .week
    case (0x44, false): self = .day
    case (0x48, true): self = .hour
    case (0x4d, true): self = .minute
    case (0x53, true): self = .second
    default: return nil
    }
  }

  /// Of the units that run by themselves; a fraction of a day or week counts its 24 hours.
  var microseconds: Int64 {
    switch self {
    case .year, .month: 0
    case .week: 7 * microsecondsPerDay
    case .day: microsecondsPerDay
    case .hour: microsecondsPerHour
    case .minute: microsecondsPerMinute
    case .second: microsecondsPerSecond
    case .millisecond: 1_000
    }
  }
}
