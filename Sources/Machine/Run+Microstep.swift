import CEL
import Calendar
import Workflow

/// One microstep: leaving states innermost first, the transitions' actions, entering states outermost first.
extension Run {
  func take(_ chosen: [Chosen]) throws(StepFault) {
    try countMicrostep()
    taken += chosen.map { StepRecord.Taken(state: path($0.source), place: $0.transition.place) }
    let domains = chosen.map { domain(of: $0) }
    try leave(leaving(domains))
    for each in chosen where !each.transition.actions.isEmpty { try perform(each.transition.actions) }
    var entering = EntrySet(definition: definition) { self.remembered(by: $0) }
    for each in chosen {
      // Asked anew: what was just left may be what a `history` among the targets comes back to.
      guard let domain = domain(of: each) else { continue }
      entering.add(each.transition.targets, resolved: effectiveTargets(of: each.transition), domain: domain)
    }
    try enter(entering)
  }

  func countMicrostep() throws(StepFault) {
    microsteps += 1
    guard microsteps <= Machine.microstepsMax else {
      throw fault(
        "\(Machine.microstepsMax) microsteps without coming to rest", at: definition[active.last?.state ?? Workflow.Definition.root].place)
    }
  }

  private func leaving(_ domains: [StateID?]) -> [Active] {
    active.filter { present in
      domains.contains { domain in domain.map { definition.isDescendant(present.state, of: $0) } ?? false }
    }
  }

  private func leave(_ states: [Active]) throws(StepFault) {
    for present in states { remember(present.state) }
    for present in states.reversed() {
      try perform(definition[present.state].exit)
      active.removeAll { $0.entry == present.entry }
      instanceValue = nil
      instance.timers.removeAll { $0.entry == present.entry }
      instance.stopped.removeAll { $0.entry == present.entry }
      instance.invocations.removeAll { $0.entry == present.entry }
      closeIncident(of: present)
      changes.append(.left(path(present.state)))
    }
  }

  /// Keeps what the histories of a state come back to, as it is before anything is left.
  private func remember(_ state: StateID) {
    for child in definition[state].children {
      guard case .history(let isDeep, _) = definition[child].kind else { continue }
      let kept = active.indices.filter { position in
        let candidate = active[position].state
        return isDeep
          ? isLeaf(position) && definition.isDescendant(candidate, of: state) : definition[candidate].parent == state
      }
      instance.remembered[path(child)] = kept.map { path(active[$0].state) }
    }
  }

  func enter(_ set: EntrySet) throws(StepFault) {
    for state in set.states.sorted() where !isActive(state) {
      try enter(state, set)
    }
  }

  private func enter(_ state: StateID, _ set: EntrySet) throws(StepFault) {
    var entry = 0
    if state == Workflow.Definition.root {
      isRootActive = true
    } else {
      instance.entries += 1
      entry = instance.entries
      let present = Active(state: state, entry: entry, enteredAt: moment.now)
      active.insert(present, at: active.firstIndex { $0.state > state } ?? active.count)
      instanceValue = nil
      changes.append(.entered(path(state), entry: entry))
    }
    entryInHand = entry
    defer { entryInHand = nil }
    try perform(definition[state].entry)
    if set.byDefault.contains(state) { try perform(definition[state].initialActions) }
    if let history = set.fallbacks[state] { try perform(definition[history].initialActions) }
    for (number, invocation) in definition[state].invocations.enumerated() {
      try ask(invocation, .invocation(number), entry: entry)
    }
    if let incident = definition[state].incident { incidents.append(.opened(entry: entry, text: try text(incident))) }
    if case .final(let outcome) = definition[state].kind { finish(state, outcome: outcome ?? definition[state].name) }
  }

  /// An incident that was opened in this very step was never an incident.
  private func closeIncident(of present: Active) {
    guard definition[present.state].incident != nil else { return }
    if isNew(entry: present.entry) {
      incidents.removeAll { if case .opened(entry: present.entry, text: _) = $0 { true } else { false } }
    } else {
      incidents.append(.closed(entry: present.entry))
    }
  }

  /// A final state ends its parent, and with the last region a parallel state; under the root it ends the instance.
  private func finish(_ state: StateID, outcome: String) {
    guard let parent = definition[state].parent else { return }
    if parent == Workflow.Definition.root {
      instance.status = .completed
      instance.outcome = outcome
      return
    }
    raiseDone(parent)
    guard let around = definition[parent].parent, definition.isParallel(around),
      definition[around].children.allSatisfy({ isInFinalState($0) })
    else { return }
    raiseDone(around)
  }

  private func raiseDone(_ state: StateID) {
    let node = definition[state]
    raise(NamedEvent(name: "done." + node.path, alias: "done." + node.name))
  }

  private func isInFinalState(_ state: StateID) -> Bool {
    switch definition[state].kind {
    case .compound: definition[state].children.contains { definition.isFinal($0) && isActive($0) }
    case .parallel: definition[state].children.allSatisfy { isInFinalState($0) }
    case .history: true
    case .atomic, .final: false
    }
  }

  func raise(_ event: NamedEvent) {
    raised.append(event)
    changes.append(.raised(event.name))
  }
}
