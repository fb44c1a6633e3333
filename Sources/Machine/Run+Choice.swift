import Workflow

/// Which transitions an event takes (SCXML appendix D: `selectTransitions`, `removeConflictingTransitions`).
extension Run {
  /// A transition that is taken, and the state it stands in.
  struct Chosen {
    var source: StateID
    var transition: Transition
  }

  /// What handles a named event: for each innermost active state the first enabled transition, from there outwards.
  func handlers(of event: NamedEvent) throws(StepFault) -> [Chosen] {
    try chosen { state throws(StepFault) in
      for group in self.definition[state].on where event.matches(group.event) {
        if let found = try self.firstEnabled(group.transitions) { return found }
      }
      return nil
    }
  }

  func enabledAlways() throws(StepFault) -> [Chosen] {
    try chosen { state throws(StepFault) in
      try self.firstEnabled(self.definition[state].always)
    }
  }

  func firstEnabled(_ transitions: [Transition]) throws(StepFault) -> Transition? {
    for transition in transitions {
      guard let condition = transition.guardExpression else { return transition }
      if try isTrue(condition) { return transition }
    }
    return nil
  }

  private func chosen(_ find: (StateID) throws(StepFault) -> Transition?) throws(StepFault) -> [Chosen] {
    var found: [Chosen] = []
    var asked: [StateID] = []
    for position in active.indices where isLeaf(position) {
      var next: StateID? = active[position].state
      while let state = next {
        // Asked on behalf of another region already: the answer is the same, and what was found is in the list.
        if asked.contains(state) {
          next = found.contains { $0.source == state } ? nil : definition[state].parent
          continue
        }
        asked.append(state)
        if let transition = try find(state) {
          found.append(Chosen(source: state, transition: transition))
          break
        }
        next = definition[state].parent
      }
    }
    return found.count > 1 ? withoutConflicts(found) : found
  }

  /// Of two transitions that would leave a state in common, the inner one goes; else the first in document order.
  private func withoutConflicts(_ all: [Chosen]) -> [Chosen] {
    var kept: [Chosen] = []
    for candidate in all {
      let leaving = exitSet(of: candidate)
      var outer: [StateID] = []
      var isPreempted = false
      for other in kept where !exitSet(of: other).isDisjoint(with: leaving) {
        if definition.isDescendant(candidate.source, of: other.source) {
          outer.append(other.source)
        } else {
          isPreempted = true
          break
        }
      }
      if isPreempted { continue }
      kept.removeAll { outer.contains($0.source) }
      kept.append(candidate)
    }
    return kept
  }

  /// The active states that a transition leaves.
  func exitSet(of chosen: Chosen) -> Set<StateID> {
    guard let domain = domain(of: chosen) else { return [] }
    return Set(active.map(\.state).filter { definition.isDescendant($0, of: domain) })
  }

  /// The innermost state that stays active around all that a transition changes; nil where it has no target.
  ///
  /// A target within the source leaves the source alone, unless the transition reenters.
  func domain(of chosen: Chosen) -> StateID? {
    let targets = effectiveTargets(of: chosen.transition)
    guard !targets.isEmpty else { return nil }
    let source = chosen.source
    let isInner = targets.allSatisfy { $0 == source || definition.isDescendant($0, of: source) }
    if isInner, !chosen.transition.reenters { return source }
    for ancestor in definition.ancestors(of: source, upTo: nil) where definition.isCompound(ancestor) {
      if targets.allSatisfy({ definition.isDescendant($0, of: ancestor) }) { return ancestor }
    }
    return Workflow.Definition.root
  }

  /// The targets, with every `history` replaced by what it stands for now.
  func effectiveTargets(of transition: Transition) -> [StateID] {
    transition.targets.flatMap { resolved($0) }
  }

  private func resolved(_ target: StateID) -> [StateID] {
    guard case .history(_, let fallback) = definition[target].kind else { return [target] }
    if let remembered = remembered(by: target) { return remembered }
    return ((fallback.map { [$0] } ?? []) + definition[target].furtherInitial).flatMap { resolved($0) }
  }

  /// What a `history` comes back to; nil where its parent was never left.
  func remembered(by history: StateID) -> [StateID]? {
    instance.remembered[path(history)]?.compactMap { definition.state(at: $0) }
  }
}
