import CEL
import Calendar
import Workflow

/// Delays that an expression works out: a time that passes, or the instant at which it is over.
extension Run {
  enum ComputedDelay: Equatable {
    case time(microseconds: Int64)
    case until(Instant)
  }

  func delay(_ expression: Workflow.Expression) throws(StepFault) -> ComputedDelay {
    switch try evaluate(expression) {
    case .timestamp(let timestamp): return .until(Instant(timestamp))
    case .duration(let span):
      guard span.nanoseconds >= 0 else { throw fault("the delay `\(expression.source)` is negative: \(span)", at: expression.place) }
      return .time(microseconds: span.nanoseconds / 1_000)
    case let other:
      throw fault("`\(expression.source)` is \(other.kindWithArticle), neither a duration nor a time", at: expression.place)
    }
  }

  /// The first deadline of an `after` whose delay is computed. An instant that is over already is due at once, as that of an `at` is.
  func firstComputed(_ expression: Workflow.Expression, _ spec: TimerSpec, _ number: Int, entry: Int) throws(StepFault) -> Timer {
    switch try delay(expression) {
    case .time(let microseconds):
      let delay = Delay.span(CalendarSpan(months: 0, days: 0, microseconds: microseconds))
      if let clock = spec.clock { return timer(entry, number, try runningTime(delay, clock, spec)) }
      let (due, anchor) = TimerRules(zone: definition.zone, calendar: definition.calendar, moment: moment).after(delay)
      return Timer(entry: entry, spec: number, due: due > moment.wall ? due : moment.wall.adding(microseconds: 1), anchor: anchor)
    case .until(let instant):
      try refuse(spec.clock, at: spec.place)
      return Timer(entry: entry, spec: number, due: max(instant, moment.now), anchor: instant)
    }
  }

  /// What a delay reads has changed: a deadline that is still set counts anew from where it began. What is over by the new reckoning is
  /// due at once. One that has run has run.
  func refreshComputed(_ expression: Workflow.Expression, _ spec: TimerSpec, _ number: Int, entry: Int, of state: StateID) throws(StepFault)
  {
    // What it says of the event holds for the event that led into the state.
    if expression.program.reads.contains("event") { return }
    let present = try asOfEntry(entry) { () throws(StepFault) in try delay(expression) }
    let former = try before { () throws(StepFault) in try asOfEntry(entry) { () throws(StepFault) in try delay(expression) } }
    guard present != former else { return }
    if let position = instance.stopped.firstIndex(where: { $0.entry == entry && $0.spec == number }) {
      instance.stopped[position].left.microseconds = try lengthened(instance.stopped[position].left, from: former, to: present, spec)
      return
    }
    guard let position = instance.timers.firstIndex(where: { $0.entry == entry && $0.spec == number }) else { return }
    let old = instance.timers.remove(at: position)
    set(try renewed(old, from: former, to: present, spec), in: state)
  }

  private func renewed(
    _ old: Timer, from former: ComputedDelay, to present: ComputedDelay, _ spec: TimerSpec
  ) throws(StepFault) -> Timer {
    var timer = old
    switch present {
    case .until(let instant):
      try refuse(spec.clock, at: spec.place)
      (timer.due, timer.anchor) = (instant, instant)
    case .time(let microseconds):
      if let left = old.left {
        timer.left?.microseconds = try lengthened(left, from: former, to: present, spec)
      } else {
        timer.anchor = enteredAt(old.entry)
      }
      let delay = timer.left?.delay ?? .span(CalendarSpan(months: 0, days: 0, microseconds: microseconds))
      timer.due = delay.due(from: timer.anchor, in: definition.zone, calendar: definition.calendar)
    }
    // No deadline is due before, or with, the step that set it.
    if timer.due <= moment.wall { timer.due = moment.wall.adding(microseconds: 1) }
    return timer
  }

  /// What is left of a deadline that became longer or shorter as a whole.
  private func lengthened(
    _ left: RunningTime, from former: ComputedDelay, to present: ComputedDelay, _ spec: TimerSpec
  ) throws(StepFault) -> Int64 {
    guard case .time(let before) = former, case .time(let now) = present else {
      try refuse(spec.clock, at: spec.place)
      return left.microseconds
    }
    return max(0, left.microseconds + now - before)
  }

  private func refuse(_ clock: PausingClock?, at place: Workflow.Place) throws(StepFault) {
    guard let clock else { return }
    throw fault("the clock `\(clock.name)` cannot count up to an instant: the delay must be a duration", at: place)
  }

  func enteredAt(_ entry: Int) -> Instant { active.first { $0.entry == entry }?.enteredAt ?? instance.openedAt }

  /// What an expression of a deadline says: `now` means the time at which its state was entered.
  func asOfEntry<Result>(_ entry: Int, _ say: () throws(StepFault) -> Result) throws(StepFault) -> Result {
    nowInExpressions = enteredAt(entry)
    defer { nowInExpressions = moment.now }
    return try say()
  }

  /// What an expression said before this step.
  func before<Result>(_ say: () throws(StepFault) -> Result) throws(StepFault) -> Result {
    let present = instance
    instance = original
    forgetValues()
    defer {
      instance = present
      forgetValues()
    }
    return try say()
  }
}
