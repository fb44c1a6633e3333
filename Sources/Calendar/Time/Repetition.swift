/// `every: 30m`: shots at equal distances from an anchor, never from the last shot, so that lateness does not add up.
package struct Repetition: Hashable, Sendable {
  /// From where the shots are counted.
  package enum Anchor: Hashable, Sendable {
    /// Entry into a state: the first shot is one interval after it.
    case entry(Instant)
    /// The zone's midnight. Intervals shorter than a day begin anew with each day and go by its wall clock: 30m is on its half hours, also
    /// where clocks change (as a cron expression with `*`). Longer ones count from Monday 1970-01-05, whole months from 1970-01-01.
    case midnight
  }

  package let interval: CalendarSpan

  /// Not of business time, and at least a second: what repeats faster is a busy loop.
  package init(every delay: Delay) throws(CalendarError) {
    guard case .span(let span) = delay else {
      throw CalendarError("every \(delay): business time has no equal distances; write a cron expression with a guard on isBusinessTime")
    }
    guard span.months > 0 || span.days > 0 || span.microseconds >= microsecondsPerSecond else {
      throw CalendarError("every \(delay): at least a second must lie between two shots")
    }
    interval = span
  }

  /// The first shot strictly after `instant`.
  package func next(after instant: Instant, anchor: Anchor, in zone: Zone) -> Instant {
    switch anchor {
    case .entry(let entry):
      return next(after: instant, from: entry, in: zone)
    case .midnight:
      if interval.months == 0, interval.days == 0, interval.microseconds < microsecondsPerDay { return nextByWall(instant, zone) }
      let monday = LocalDate(daysSinceEpoch: interval.months == 0 ? 4 : 0)
      return next(after: instant, from: zone.instant(of: monday, at: .midnight), in: zone)
    }
  }

  /// The least multiple, 1 or more, of the interval that lies after `instant`, found by halving.
  private func next(after instant: Instant, from entry: Instant, in zone: Zone) -> Instant {
    let passed = instant.microsecondsSinceEpoch - entry.microsecondsSinceEpoch
    var low: Int64 = 0
    // A month has 28 days at least, and clock changes take no more than two days from the whole.
    let least = Int64(interval.months * 28 + interval.days) * microsecondsPerDay + interval.microseconds
    var high = (max(passed, 0) + 2 * microsecondsPerDay) / least + 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if shot(middle, entry, zone) > instant { high = middle } else { low = middle }
    }
    return shot(high, entry, zone)
  }

  private func shot(_ number: Int64, _ entry: Instant, _ zone: Zone) -> Instant {
    CalendarSpan(
      months: Int(Int64(interval.months).saturatingTimes(number)), days: Int(Int64(interval.days).saturatingTimes(number)),
      microseconds: interval.microseconds.saturatingTimes(number)
    ).added(to: entry, in: zone)
  }

  private func nextByWall(_ instant: Instant, _ zone: Zone) -> Instant {
    var from = instant.adding(microseconds: 1)
    while true {
      let period = zone.table.period(at: from.secondsSinceEpoch)
      let offset = Int64(period.offsetSeconds) * microsecondsPerSecond
      let ofDay = (from.microsecondsSinceEpoch + offset).floorRemainder(by: microsecondsPerDay)
      let count = (ofDay + interval.microseconds - 1) / interval.microseconds
      let next = from.adding(microseconds: min(count * interval.microseconds, microsecondsPerDay) - ofDay)
      if next.secondsSinceEpoch < period.end || next == .latest { return next }
      from = Instant(secondsSinceEpoch: period.end)
    }
  }
}
