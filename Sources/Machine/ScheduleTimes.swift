import Calendar
import Workflow

/// The times of a `start`.
struct ScheduleTimes {
  let trigger: Start.Trigger
  let zone: Zone
  let calendar: BusinessCalendar
  /// What an `every` of a day or more counts from: the zone's midnight of the day on which the schedule began.
  let anchor: Instant

  init(start: Start, definition: Workflow.Definition, anchor: Instant) {
    trigger = start.trigger
    zone = definition.zone
    calendar = definition.calendar
    self.anchor = startOfDay(anchor, in: definition.zone)
  }

  /// Nil where no time comes by itself.
  func next(after instant: Instant) -> Instant? {
    switch trigger {
    case .cron(let cron): cron.next(after: instant, in: zone)
    case .every(let delay): next(delay, after: instant)
    case .on: nil
    }
  }

  /// What is shorter than a day begins anew at each midnight: `every: 30m` means the half hours of the zone's day.
  private func next(_ delay: Delay, after instant: Instant) -> Instant? {
    let rules = TimerRules(zone: zone, calendar: calendar, moment: Moment(now: instant, wall: instant))
    guard case .span(let span) = delay, span.months == 0, span.days == 0, span.microseconds < microsecondsPerDay else {
      return rules.next(delay, from: anchor, after: instant)
    }
    let midnight = startOfDay(instant, in: zone)
    let tomorrow = startOfDay(zone.instant(of: zone.local(midnight).date.adding(days: 1), at: .midnight), in: zone)
    return rules.next(delay, from: midnight, after: instant).map { min($0, tomorrow) }
  }
}

private let microsecondsPerDay: Int64 = 86_400_000_000
