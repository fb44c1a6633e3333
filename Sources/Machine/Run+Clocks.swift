import CEL
import Calendar
import Workflow

/// Clocks that pause: a deadline that counts by one stands still while none of the clock's states is active, and goes on with what was left.
extension Run {
  /// Once the step has come to rest: clocks that none of the active states lets run stop, others go on.
  func turnClocks() throws(StepFault) {
    guard !instance.stopped.isEmpty || instance.timers.contains(where: { $0.left != nil }) else { return }
    for timer in instance.timers {
      guard let left = timer.left, let (state, spec) = timerSpec(timer.entry, timer.spec), let clock = spec.clock, !runs(clock) else {
        continue
      }
      // One that was over when its clock stopped is over.
      if timer.due <= moment.now { continue }
      let rest = left.left(from: timer.anchor, to: moment.now, in: definition.zone, calendar: definition.calendar)
      instance.timers.removeAll { $0 == timer }
      instance.stopped.append(StoppedTimer(entry: timer.entry, spec: timer.spec, left: rest, since: moment.now))
      note("the clock `\(clock.name)` stands still: `\(spec.schedule.words)` of \(named(state)) has \(rest) left")
    }
    for stopped in instance.stopped {
      guard let (state, spec) = timerSpec(stopped.entry, stopped.spec), let clock = spec.clock, runs(clock) else { continue }
      instance.stopped.removeAll { $0 == stopped }
      set(timer(stopped.entry, stopped.spec, stopped.left), in: state)
    }
  }

  func runs(_ clock: PausingClock) -> Bool { clock.runsIn.contains { isActive($0) } }

  /// A deadline after what is left of it, counted from now; by real time where that is over already.
  func timer(_ entry: Int, _ spec: Int, _ left: RunningTime) -> Timer {
    let (due, anchor) = TimerRules(zone: definition.zone, calendar: definition.calendar, moment: moment).after(left.delay)
    return Timer(entry: entry, spec: spec, due: due, anchor: anchor, left: left)
  }

  /// What a deadline counts by its clock; a fault where a clock cannot count it.
  func runningTime(_ delay: Delay, _ clock: PausingClock, _ spec: TimerSpec) throws(StepFault) -> RunningTime {
    guard var time = RunningTime(delay) else {
      throw fault("the clock `\(clock.name)` cannot count \(delay): it counts hours, minutes and business hours", at: spec.place)
    }
    time.isBusinessTime = time.isBusinessTime || clock.countsBusinessTime
    return time
  }

  func timerSpec(_ entry: Int, _ number: Int) -> (StateID, TimerSpec)? {
    guard let state = state(ofEntry: entry), definition[state].timers.indices.contains(number) else { return nil }
    return (state, definition[state].timers[number])
  }

  private func note(_ words: String) { changes.append(.passedOver(words)) }

  private func named(_ state: StateID) -> String { path(state).isEmpty ? "the whole lifecycle" : path(state) }
}
