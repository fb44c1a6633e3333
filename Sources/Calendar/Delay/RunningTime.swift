/// Time that passes by itself, or only while business is open: what a clock that pauses can count. Days and months of the wall calendar are
/// none of these.
package struct RunningTime: Hashable, Sendable {
  package var microseconds: Int64
  /// Open time of a calendar.
  package var isBusinessTime: Bool

  package init(microseconds: Int64, isBusinessTime: Bool) {
    (self.microseconds, self.isBusinessTime) = (microseconds, isBusinessTime)
  }

  /// Nil for days, months and business days.
  package init?(_ delay: Delay) {
    switch delay {
    case .span(let span) where span.months == 0 && span.days == 0: self.init(microseconds: span.microseconds, isBusinessTime: false)
    case .businessTime(let microseconds): self.init(microseconds: microseconds, isBusinessTime: true)
    case .span, .businessDays: return nil
    }
  }

  package var delay: Delay {
    let length = min(max(0, microseconds), BusinessCalendar.openTimeMax)
    return isBusinessTime
      ? .businessTime(microseconds: length) : .span(CalendarSpan(months: 0, days: 0, microseconds: max(0, microseconds)))
  }

  /// What is left of it after the time from one instant to another; never less than nothing.
  package func left(from start: Instant, to end: Instant, in zone: Zone, calendar: BusinessCalendar) -> RunningTime {
    guard end > start else { return self }
    let passed =
      isBusinessTime ? calendar.openMicroseconds(from: start, to: end, in: zone) : end.microsecondsSinceEpoch - start.microsecondsSinceEpoch
    return RunningTime(microseconds: max(0, microseconds - passed), isBusinessTime: isBusinessTime)
  }
}

extension RunningTime: CustomStringConvertible {
  package var description: String { "\(delay)" }
}
