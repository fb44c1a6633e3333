import CEL
import Calendar
import Workflow

/// Deadlines are set when the step has come to rest, so that a state that was passed through sets none.
extension Run {
  var rules: TimerRules { TimerRules(zone: definition.zone, calendar: definition.calendar, moment: moment) }

  func fire(_ timer: Timer) throws(StepFault) {
    guard let position = instance.timers.firstIndex(of: timer), let source = state(ofEntry: timer.entry),
      definition[source].timers.indices.contains(timer.spec)
    else {
      changes.append(.passedOver("a timer came that is not set any more"))
      return
    }
    instance.timers.remove(at: position)
    let spec = definition[source].timers[timer.spec]
    taken.append(StepRecord.Taken(state: path(source), place: spec.place))
    try repeatTimer(timer, spec, in: source)
    try takeFirst(of: spec.transitions, in: source)
    if let invocation = spec.invocation, isActive(entry: timer.entry), instance.status == .running {
      isHandled = true
      try ask(invocation, .timer(timer.spec), entry: timer.entry)
    }
  }

  /// Of the times that were missed meanwhile none comes again.
  func repeatTimer(_ timer: Timer, _ spec: TimerSpec, in source: StateID) throws(StepFault) {
    let due: Instant?
    let last = max(moment.wall, timer.due)
    switch spec.schedule {
    case .after, .at, .computed: return
    case .every(let delay): due = rules.next(delay, from: timer.anchor, after: last)
    case .everyCron(let cron): due = cron.next(after: last, in: definition.zone)
    }
    if let due { set(Timer(entry: timer.entry, spec: timer.spec, due: due, anchor: timer.anchor), in: source) }
  }

  func setTimers() throws(StepFault) {
    if case .timerDue(let fired) = happened { spaceOverdue(after: fired) }
    var missed: [MissedTimer] = []
    if isRootActive { try setTimers(of: Workflow.Definition.root, entry: 0, &missed) }
    for present in active { try setTimers(of: present.state, entry: present.entry, &missed) }
    setMissed(missed)
    try turnClocks()
  }

  /// An `at` that was over when its state was entered.
  private struct MissedTimer {
    var timer: Timer
    var spacingSeconds: Int
    var state: StateID
  }

  /// Missed ones come one after the other, no closer than they were named, and not within their spacing of what this step did.
  private func setMissed(_ missed: [MissedTimer]) {
    // A question counts too: a deadline that was over when it was asked leaves time for the answer.
    var rung = effects.contains { $0.isNoticed || $0.isQuestion } ? moment.wall : nil
    var before: Instant?
    for var each in missed.sorted(by: { ($0.timer.anchor, $0.state, $0.timer.spec) < ($1.timer.anchor, $1.state, $1.timer.spec) }) {
      if let rung { each.timer.due = max(each.timer.due, rules.spaced(each.spacingSeconds, from: rung, each.timer.anchor, after: before)) }
      rung = max(each.timer.due, moment.wall)
      before = each.timer.anchor
      set(each.timer, in: each.state)
    }
  }

  /// After an outage several rungs are overdue at once: those still set wait for their distance from the one that ran now.
  private func spaceOverdue(after fired: Timer) {
    guard effects.contains(where: { $0.isNoticed }) else { return }
    let overdue = instance.timers.filter { $0.due <= moment.wall && $0.due > fired.due }
    var rung = moment.wall
    var before = fired.due
    for timer in overdue.sorted(by: { ($0.due, $0.entry, $0.spec) < ($1.due, $1.entry, $1.spec) }) {
      guard let state = state(ofEntry: timer.entry), let position = instance.timers.firstIndex(of: timer),
        definition[state].timers.indices.contains(timer.spec)
      else { continue }
      let spec = definition[state].timers[timer.spec]
      guard case .at = spec.schedule else { continue }
      var later = timer
      later.due = rules.spaced(spec.spacingSeconds, from: rung, timer.due, after: before)
      rung = later.due
      before = timer.due
      instance.timers.remove(at: position)
      set(later, in: state)
    }
  }

  private func setTimers(of state: StateID, entry: Int, _ missedTimers: inout [MissedTimer]) throws(StepFault) {
    for (number, spec) in definition[state].timers.enumerated() {
      if isNew(entry: entry) {
        guard let timer = try first(spec, number, entry: entry) else { continue }
        if isNamed(timer, spec), timer.anchor <= moment.wall {
          missedTimers.append(MissedTimer(timer: timer, spacingSeconds: spec.spacingSeconds, state: state))
        } else {
          set(timer, in: state)
        }
      } else if hasChangedData, case .computed(let expression, _) = spec.schedule {
        try refreshComputed(expression, spec, number, entry: entry, of: state)
      } else if hasChangedData, case .at(let expression, let missed) = spec.schedule {
        try refresh(expression, missed, spec, number, entry: entry, of: state)
      }
    }
  }

  func first(_ spec: TimerSpec, _ number: Int, entry: Int) throws(StepFault) -> Timer? {
    switch spec.schedule {
    case .after(let delay):
      if let clock = spec.clock { return self.timer(entry, number, try runningTime(delay, clock, spec)) }
      let (due, anchor) = rules.after(delay)
      return Timer(entry: entry, spec: number, due: due, anchor: anchor)
    case .computed(let expression, _): return try firstComputed(expression, spec, number, entry: entry)
    case .at(let expression, let missed):
      let named = try instant(expression)
      return rules.at(named, ifMissed: missed).map { Timer(entry: entry, spec: number, due: $0, anchor: named) }
    case .every(let delay):
      guard let due = rules.next(delay, from: moment.now, after: moment.wall) else {
        throw fault("`every: \(delay)` never comes", at: spec.place)
      }
      return Timer(entry: entry, spec: number, due: due, anchor: moment.now)
    case .everyCron(let cron):
      return cron.next(after: moment.now, in: definition.zone).map { Timer(entry: entry, spec: number, due: $0, anchor: moment.now) }
    }
  }

  /// An `at` whose instant is another than the one named before counts anew, also where it was over.
  private func refresh(
    _ expression: Workflow.Expression, _ missed: TimerSpec.Missed, _ spec: TimerSpec, _ number: Int, entry: Int, of state: StateID
  ) throws(StepFault) {
    // What it says of the event holds for the event that led into the state.
    if expression.program.reads.contains("event") { return }
    let named = try instant(expression, asOfEntry: entry)
    let position = instance.timers.firstIndex { $0.entry == entry && $0.spec == number }
    if let position {
      guard instance.timers[position].anchor != named else { return }
      instance.timers.remove(at: position)
    } else {
      guard try named != formerInstant(expression, entry: entry) else { return }
    }
    guard var due = rules.at(named, ifMissed: missed) else { return }
    let enteredAt = active.first { $0.entry == entry }?.enteredAt ?? instance.openedAt
    if named <= moment.wall { due = max(due, rules.spaced(spec.spacingSeconds, from: enteredAt, named, after: nil)) }
    set(Timer(entry: entry, spec: number, due: due, anchor: named), in: state)
  }

  /// An `at` that speaks of `now` means the time at which its state was entered.
  func instant(_ expression: Workflow.Expression, asOfEntry entry: Int) throws(StepFault) -> Instant {
    try asOfEntry(entry) { () throws(StepFault) in try instant(expression) }
  }

  /// What the expression named before this step.
  private func formerInstant(_ expression: Workflow.Expression, entry: Int) throws(StepFault) -> Instant {
    try before { () throws(StepFault) in try instant(expression, asOfEntry: entry) }
  }

  /// Whether it is due at an instant that the file names, not after some time.
  private func isNamed(_ timer: Timer, _ spec: TimerSpec) -> Bool {
    switch spec.schedule {
    case .at: true
    case .computed: timer.left == nil && timer.due == max(timer.anchor, moment.now)
    case .after, .every, .everyCron: false
    }
  }

  func set(_ timer: Timer, in state: StateID) {
    let position = instance.timers.firstIndex { ($0.entry, $0.spec) > (timer.entry, timer.spec) } ?? instance.timers.count
    instance.timers.insert(timer, at: position)
    changes.append(.timerSet(timer, path: path(state)))
  }
}

extension Run.PendingEffect {
  /// Whether somebody notices it: what makes a step a rung of a ladder.
  fileprivate var isNoticed: Bool {
    switch kind {
    case .email, .card, .start, .watched: true
    case .ask, .tellParent, .log: false
    }
  }

  fileprivate var isQuestion: Bool {
    if case .ask = kind { true } else { false }
  }
}
