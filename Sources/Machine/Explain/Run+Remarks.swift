import Calendar
import Workflow

/// What makes a deadline less than obvious.
extension Run {
  func remarks(on timer: Timer, _ schedule: TimerSpec.Schedule) -> [TimerRemark] {
    var remarks: [TimerRemark] = []
    if schedule.countsBusinessTime || timer.left?.isBusinessTime == true {
      let days = closedDays(from: timer.anchor, to: timer.due)
      if !days.isEmpty { remarks.append(.closed(calendar: definition.calendar.name, days: days)) }
    }
    let before = definition.zone.offsetSeconds(at: timer.anchor)
    let after = definition.zone.offsetSeconds(at: timer.due)
    if before != after { remarks.append(.clocksChange(zone: definition.zone.identifier, minutes: (after - before) / 60)) }
    if case .at = schedule, timer.due != timer.anchor { remarks.append(.wasOver(named: timer.anchor)) }
    return remarks
  }

  func remarks(on timer: Timer, by clock: PausingClock?) -> [TimerRemark] {
    guard let clock, let left = timer.left else { return [] }
    return [.byClock(clock.name, runsIn: clock.runsIn.map { path($0) }, left: left)]
  }

  private func closedDays(from start: Instant, to end: Instant) -> [TimerRemark.ClosedDay] {
    var closed: [TimerRemark.ClosedDay] = []
    var date = definition.zone.local(start).date
    let last = definition.zone.local(end).date
    while date < last {
      if !definition.calendar.isBusinessDay(date) {
        closed.append(TimerRemark.ClosedDay(date: date, holiday: definition.calendar.holidays[date]))
      }
      date = date.adding(days: 1)
    }
    return closed
  }
}

extension TimerSpec.Schedule {
  /// As its author wrote it.
  package var words: String {
    switch self {
    case .after(let delay): "after \(delay)"
    case .computed(let expression, let name): "after \(name.map { "delays.\($0)" } ?? expression.source)"
    case .at(let expression, _): "at \(expression.source)"
    case .every(let delay): "every \(delay)"
    case .everyCron(let cron): "every \(cron)"
    }
  }

  fileprivate var countsBusinessTime: Bool {
    switch self {
    case .after(.businessDays), .after(.businessTime), .every(.businessDays), .every(.businessTime): true
    case .after, .every, .at, .everyCron, .computed: false
    }
  }
}
