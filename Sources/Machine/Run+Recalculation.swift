import CEL
import Calendar
import Workflow

/// A calendar, a zone or contacts changed: every deadline of the active states is computed anew.
extension Run {
  /// Takes the event `recalculated`; its data tell the first deadline that moved: `state`, `old`, `new`.
  func recalculate() throws(StepFault) {
    var moved: Value?
    for timer in instance.timers {
      guard let state = state(ofEntry: timer.entry), definition[state].timers.indices.contains(timer.spec),
        let renewed = try recalculated(timer, definition[state].timers[timer.spec]), renewed != timer,
        let position = instance.timers.firstIndex(of: timer)
      else { continue }
      instance.timers[position] = renewed
      changes.append(.timerSet(renewed, path: path(state)))
      if moved == nil, renewed.due != timer.due {
        moved = ["state": .string(path(state)), "old": Value(timer.due), "new": Value(renewed.due)]
      }
    }
    guard let moved else {
      changes.append(.passedOver("no deadline moved"))
      return
    }
    event.data = moved
    try handleEvent()
  }

  /// Nil where the timer is overdue already: it runs as it is.
  private func recalculated(_ timer: Timer, _ spec: TimerSpec) throws(StepFault) -> Timer? {
    guard timer.due > moment.now else { return nil }
    let rules = TimerRules(zone: definition.zone, calendar: definition.calendar, moment: moment)
    var renewed = timer
    switch spec.schedule {
    case .after(let whole):
      let delay = timer.left?.delay ?? whole
      renewed.due = delay.due(from: timer.anchor, in: definition.zone, calendar: definition.calendar)
      if renewed.due <= moment.wall { (renewed.due, renewed.anchor) = rules.after(delay) }
    case .at(let expression, _):
      if expression.program.reads.contains("event") { return nil }
      let named = try instant(expression, asOfEntry: timer.entry)
      if named != timer.anchor { (renewed.due, renewed.anchor) = (max(named, moment.now), named) }
    case .computed(let expression, _):
      if expression.program.reads.contains("event") { return nil }
      switch try asOfEntry(timer.entry, { () throws(StepFault) in try delay(expression) }) {
      case .until(let instant): if instant != timer.anchor { (renewed.due, renewed.anchor) = (max(instant, moment.now), instant) }
      case .time(let microseconds):
        let delay = timer.left?.delay ?? .span(CalendarSpan(months: 0, days: 0, microseconds: microseconds))
        renewed.due = delay.due(from: timer.anchor, in: definition.zone, calendar: definition.calendar)
        if renewed.due <= moment.wall { (renewed.due, renewed.anchor) = rules.after(delay) }
      }
    case .every(let delay):
      renewed.due = rules.next(delay, from: timer.anchor, after: moment.wall) ?? timer.due
    case .everyCron(let cron):
      renewed.due = cron.next(after: moment.now, in: definition.zone) ?? timer.due
    }
    return renewed
  }
}
