import Calendar
import Workflow

/// When timers are due: pure rules on time, without any instance.
struct TimerRules {
  let zone: Zone
  let calendar: BusinessCalendar
  let moment: Moment

  /// A repetition that would take more steps than this to come near the present is a mistake.
  static let stepsMax = 10_000

  /// A deadline from a delay is never set in the past: where it is over already, it counts from real time.
  func after(_ delay: Delay) -> (due: Instant, anchor: Instant) {
    let due = delay.due(from: moment.now, in: zone, calendar: calendar)
    if due > moment.wall { return (due, moment.now) }
    return (delay.due(from: moment.wall, in: zone, calendar: calendar), moment.wall)
  }

  /// An `at` that is over already is due at once; nil where a missed one is to be left out.
  func at(_ named: Instant, ifMissed: TimerSpec.Missed) -> Instant? {
    if named > moment.wall { return named }
    return ifMissed == .skip ? nil : max(named, moment.now)
  }

  /// The least time for a missed rung after one that was climbed at `rung`: its spacing, or the distance at which the two were
  /// named where that is shorter.
  func spaced(_ spacingSeconds: Int, from rung: Instant, _ named: Instant, after before: Instant?) -> Instant {
    let spacing = Duration.seconds(spacingSeconds)
    guard let before else { return rung + spacing }
    return rung + min(spacing, named - before)
  }

  /// The first repetition of `delay` from `anchor` on that lies after `instant`; nil where repeating leads nowhere.
  func next(_ delay: Delay, from anchor: Instant, after instant: Instant) -> Instant? {
    switch delay {
    case .span(let span): return next(span, from: anchor, after: instant)
    case .businessDays, .businessTime:
      var due = anchor
      for _ in 0..<Self.stepsMax {
        let following = delay.due(from: due, in: zone, calendar: calendar)
        guard following > due else { return nil }
        due = following
        if due > instant { return due }
      }
      return delay.due(from: instant, in: zone, calendar: calendar)
    }
  }

  /// Counts from the anchor each time, so that a month that ends early does not shorten the next.
  private func next(_ span: CalendarSpan, from anchor: Instant, after instant: Instant) -> Instant? {
    guard span.months >= 0, span.days >= 0, span.microseconds >= 0, !span.isZero else { return nil }
    let elapsed = max(0, instant.microsecondsSinceEpoch - anchor.microsecondsSinceEpoch)
    // Longer than any that the span can be, so that the count is never too high.
    let longest = Int64(span.months) * 32 * microsecondsPerDay + Int64(span.days) * (microsecondsPerDay + microsecondsPerHour * 2)
    let (length, overflow) = longest.addingReportingOverflow(span.microseconds)
    var count = overflow ? 1 : max(1, elapsed / length)
    for _ in 0..<Self.stepsMax {
      let (scaled, isTooLong) = span.microseconds.multipliedReportingOverflow(by: count)
      guard !isTooLong else { return nil }
      let multiple = CalendarSpan(months: span.months * Int(count), days: span.days * Int(count), microseconds: scaled)
      let due = multiple.added(to: anchor, in: zone)
      if due > instant { return due }
      count += 1
    }
    return nil
  }
}

private let microsecondsPerDay: Int64 = 86_400_000_000
private let microsecondsPerHour: Int64 = 3_600_000_000
