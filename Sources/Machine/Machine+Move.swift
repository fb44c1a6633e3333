import CEL
import Calendar
package import Workflow

extension Machine {
  /// An instance comes to another version of its workflow: its states by name or as the plan maps them, its deadlines as the plan
  /// says, its data completed by the new version's defaults. Nothing is entered or left; then what the new version says `always` is
  /// asked.
  /// - Parameters:
  ///   - old: the definition that the instance is pinned to.
  ///   - instance: as a store gives it, or typed by `old`.
  /// - Throws: why it does not fit the new version; then nothing happened.
  package func move(
    _ instance: Instance, from old: Workflow.Definition, to new: Workflow.Definition, _ plan: MovePlan, by: String, reason: String,
    _ moment: Moment, _ live: Live
  ) throws(StepFault) -> Step {
    let event = Event.operated(.move(plan), by: by, reason: reason)
    let run = Run(machine: self, definition: new, instance: instance, event: event, moment: moment, live: live)
    try run.move(from: old, plan, by: by, reason: reason)
    return run.result()
  }
}

extension Run {
  fileprivate func move(from old: Workflow.Definition, _ plan: MovePlan, by: String, reason: String) throws(StepFault) {
    isHandled = true
    instance.hash = plan.hash
    changes.append(.logged("moved by \(by)" + (reason.isEmpty ? "" : ": \(reason)")))
    guard original.wasStarted else { return }
    active = try counterparts(plan)
    // An entry that stays may be called otherwise now.
    instance.configuration = active.map { ActiveState(path: path($0.state), entry: $0.entry, enteredAt: $0.enteredAt) }
    let kept = Set(active.filter { !isNew(entry: $0.entry) }.map(\.entry)).union([0])
    instance.invocations.removeAll { !kept.contains($0.entry) }
    instance.remembered = instance.remembered.filter { history, states in
      definition.state(at: history) != nil && states.allSatisfy { definition.state(at: $0) != nil }
    }
    instance.input = try completed(instance.input, definition.input) { self.instance.input = $0 }
    instance.data = try completed(instance.data, definition.data) { self.instance.data = $0 }
    for present in active where isNew(entry: present.entry) { changes.append(.entered(path(present.state), entry: present.entry)) }
    try moveTimers(from: old, plan)
    try moveIncidents(from: old)
    guard instance.status == .running else { return }
    try settle()
    if instance.status == .running { try setTimers() } else { try end() }
  }

  /// The active states in the new version. The leaves tell: what lies around them follows.
  private func counterparts(_ plan: MovePlan) throws(StepFault) -> [Active] {
    var wanted: Set<StateID> = []
    for (position, present) in original.configuration.enumerated() {
      let isLeaf = !original.configuration.dropFirst(position + 1).contains { $0.path.hasPrefix(present.path + ".") }
      guard isLeaf else { continue }
      let path = plan.states[present.path] ?? present.path
      guard let state = definition.state(at: path) else {
        throw fault("the new version has no state \(path); map it: --map \(present.path)=STATE", at: nil)
      }
      wanted.insert(state)
      for around in definition.ancestors(of: state, upTo: Workflow.Definition.root) { wanted.insert(around) }
    }
    try check(wanted)
    var found: [Active] = []
    for state in wanted.sorted() {
      let before = original.configuration.first { (plan.states[$0.path] ?? $0.path) == path(state) }
      if let before {
        found.append(Active(state: state, entry: before.entry, enteredAt: before.enteredAt))
      } else {
        instance.entries += 1
        found.append(Active(state: state, entry: instance.entries, enteredAt: moment.now))
      }
    }
    return found
  }

  /// Whether the states can be active together.
  private func check(_ states: Set<StateID>) throws(StepFault) {
    for state in states.sorted() {
      let inside = definition[state].children.filter { states.contains($0) }
      switch definition[state].kind {
      case .atomic: continue
      case .compound: if inside.count == 1 { continue }
      case .parallel: if inside.count == definition[state].children.filter({ !definition.isHistory($0) }).count { continue }
      case .final: if definition[state].parent != Workflow.Definition.root { continue }
      case .history: break
      }
      throw fault("in the new version it cannot stand in \(path(state)); map it to a state within: --map OLD=\(path(state)).STATE", at: nil)
    }
  }

  private func moveTimers(from old: Workflow.Definition, _ plan: MovePlan) throws(StepFault) {
    let before = instance.timers
    instance.timers = []
    let all = [Active(state: Workflow.Definition.root, entry: 0, enteredAt: original.openedAt)] + active.filter { !isNew(entry: $0.entry) }
    for present in all {
      let path = present.entry == 0 ? "" : original.configuration.first { $0.entry == present.entry }?.path ?? ""
      let oldSpecs = (path.isEmpty ? Workflow.Definition.root : old.state(at: path)).map { old[$0].timers } ?? []
      for (number, spec) in definition[present.state].timers.enumerated() {
        let place = Self.counterpart(of: number, in: definition[present.state].timers, among: oldSpecs)
        let timer = before.first { $0.entry == present.entry && $0.spec == place }
        if let moved = try moved(timer, isKnown: place != nil, spec, number, present, plan.timers) { set(moved, in: present.state) }
      }
    }
  }

  /// The old version's timer of the same kind and rank.
  private static func counterpart(of number: Int, in specs: [TimerSpec], among old: [TimerSpec]) -> Int? {
    let kind = specs[number].schedule.kind
    let rank = specs[..<number].count { $0.schedule.kind == kind }
    let same = old.indices.filter { old[$0].schedule.kind == kind }
    return same.indices.contains(rank) ? same[rank] : nil
  }

  private func moved(
    _ timer: Timer?, isKnown: Bool, _ spec: TimerSpec, _ number: Int, _ present: Active, _ policy: MovePlan.Timers
  ) throws(StepFault) -> Timer? {
    if policy == .restart { return try first(spec, number, entry: present.entry) }
    guard isKnown else { return try unheardOf(spec, number, present) }
    // One that fired already fires no second time.
    guard var timer else { return nil }
    timer.spec = number
    // A clock that pauses knows itself what is left.
    guard policy == .keepRemaining, timer.left == nil, spec.clock == nil else { return timer }
    switch spec.schedule {
    case .after(let delay): timer.due = max(moment.now, delay.due(from: timer.anchor, in: definition.zone, calendar: definition.calendar))
    case .computed(let expression, _): try recompute(&timer, expression)
    case .every(let delay): timer.due = rules.next(delay, from: timer.anchor, after: moment.wall) ?? timer.due
    case .everyCron(let cron): timer.due = cron.next(after: moment.now, in: definition.zone) ?? timer.due
    case .at(let expression, _):
      let named = try instant(expression, asOfEntry: present.entry)
      (timer.due, timer.anchor) = (max(named, moment.now), named)
    }
    return timer
  }

  private func recompute(_ timer: inout Timer, _ expression: Workflow.Expression) throws(StepFault) {
    if expression.program.reads.contains("event") { return }
    switch try asOfEntry(timer.entry, { () throws(StepFault) in try delay(expression) }) {
    case .until(let instant): (timer.due, timer.anchor) = (max(instant, moment.now), instant)
    case .time(let microseconds):
      let delay = Delay.span(CalendarSpan(months: 0, days: 0, microseconds: microseconds))
      timer.due = max(moment.now, delay.due(from: timer.anchor, in: definition.zone, calendar: definition.calendar))
    }
  }

  /// A timer that the old version did not have counts from the entry, as if it had; where it would be over, from now.
  private func unheardOf(_ spec: TimerSpec, _ number: Int, _ present: Active) throws(StepFault) -> Timer? {
    if case .after(let delay) = spec.schedule, spec.clock == nil {
      let due = delay.due(from: present.enteredAt, in: definition.zone, calendar: definition.calendar)
      if due > moment.wall { return Timer(entry: present.entry, spec: number, due: due, anchor: present.enteredAt) }
    }
    return try first(spec, number, entry: present.entry)
  }

  private func moveIncidents(from old: Workflow.Definition) throws(StepFault) {
    for before in original.configuration {
      let said = old.state(at: before.path).map { old[$0].incident != nil } ?? false
      let says = active.first { $0.entry == before.entry }.map { definition[$0.state].incident != nil } ?? false
      if said, !says { incidents.append(.closed(entry: before.entry)) }
    }
    for present in active {
      guard let incident = definition[present.state].incident else { continue }
      let before = original.configuration.first { $0.entry == present.entry }
      let said = before.flatMap { old.state(at: $0.path) }.map { old[$0].incident != nil } ?? false
      if !said { incidents.append(.opened(entry: present.entry, text: try text(incident))) }
    }
  }
}

extension TimerSpec.Schedule {
  fileprivate enum Kind { case after, at, every, everyCron }

  fileprivate var kind: Kind {
    switch self {
    case .after, .computed: .after
    case .at: .at
    case .every: .every
    case .everyCron: .everyCron
    }
  }
}
