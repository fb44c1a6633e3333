/// How long after: the duration words of a workflow file.
///
/// `1d`, `1w`, `1mo` and `1y` count on the wall calendar of a zone (months end early where they are short); `24h` are 24 hours;
/// business days and hours count on a `BusinessCalendar`.
package enum Delay: Hashable, Sendable {
  case span(CalendarSpan)
  /// 1 … `BusinessCalendar.daysMax`.
  case businessDays(Int)
  /// Open time.
  case businessTime(microseconds: Int64)

  package static func seconds(_ seconds: Int64) -> Delay {
    .span(CalendarSpan(months: 0, days: 0, microseconds: seconds.saturatingTimes(microsecondsPerSecond)))
  }

  /// When a delay that began at `start` is over; never before `start`.
  package func due(from start: Instant, in zone: Zone, calendar: BusinessCalendar) -> Instant {
    switch self {
    case .span(let span): max(start, span.added(to: start, in: zone))
    case .businessDays(let count): max(start, calendar.businessDay(count, from: start, in: zone))
    case .businessTime(let microseconds): calendar.openTime(microseconds, after: start, in: zone)
    }
  }
}

extension Delay: CustomStringConvertible {
  /// In the words that `init(parsing:)` reads: `1h30m`, `2 business days`.
  package var description: String {
    switch self {
    case .span(let span): span.words
    case .businessDays(let count): count == 1 ? "1 business day" : "\(count) business days"
    case .businessTime(let microseconds): Delay.businessWords(microseconds)
    }
  }

  private static func businessWords(_ microseconds: Int64) -> String {
    let (unit, name) = microseconds % microsecondsPerHour == 0 ? (microsecondsPerHour, "hour") : (microsecondsPerMinute, "minute")
    let count = microseconds / unit
    let rest = Int((microseconds % unit) / (unit / 1_000_000))
    return "\(count)\(fraction(rest)) business \(name)\(microseconds == unit ? "" : "s")"
  }
}
