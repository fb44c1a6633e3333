import Machine
import Workflow

/// One microstep on states alone (SCXML appendix D): what is left, what is entered, and what is done on the way, in order.
struct Entering {
  enum Occurrence {
    case entered(StateID)
    case raised(String)
    case act(Action)
  }

  struct Move {
    var configuration: Configuration
    var events: [Occurrence] = []
  }

  let definition: Workflow.Definition
  let configuration: Configuration

  /// The first entry of all.
  func initial() -> Move {
    var move = Move(configuration: configuration)
    var set = EntrySet(definition: definition) { self.configuration.memory[$0] }
    set.addWithin(Workflow.Definition.root)
    enter(set, &move)
    return move
  }

  func move(_ chosen: [StepSearch.Chosen]) -> Move {
    var move = Move(configuration: configuration)
    guard !chosen.isEmpty else { return move }
    let leaving = Set(chosen.flatMap { Self.exitSet(of: $0, definition, configuration) })
    remember(leaving, &move)
    for state in leaving.sorted().reversed() {
      move.events += definition[state].exit.map { .act($0) }
      move.configuration.active.removeAll { $0 == state }
    }
    for each in chosen { move.events += each.transition.actions.map { .act($0) } }
    let memory = move.configuration.memory
    var set = EntrySet(definition: definition) { memory[$0] }
    for each in chosen {
      guard let domain = Self.domain(of: each, definition, move.configuration) else { continue }
      set.add(
        each.transition.targets, resolved: Self.effectiveTargets(of: each.transition, definition, move.configuration), domain: domain)
    }
    enter(set, &move)
    return move
  }

  private func enter(_ set: EntrySet, _ move: inout Move) {
    for state in set.states.sorted() where !move.configuration.isActive(state) {
      let node = definition[state]
      if state != Workflow.Definition.root {
        move.configuration.active.append(state)
        move.configuration.active.sort()
        move.events.append(.entered(state))
      }
      move.events += node.entry.map { .act($0) }
      if set.byDefault.contains(state) { move.events += node.initialActions.map { .act($0) } }
      if let history = set.fallbacks[state] { move.events += definition[history].initialActions.map { .act($0) } }
      if definition.isFinal(state) { finish(state, &move) }
    }
  }

  private func finish(_ state: StateID, _ move: inout Move) {
    guard let parent = definition[state].parent, parent != Workflow.Definition.root else { return }
    move.events.append(.raised("done." + definition[parent].path))
    guard let around = definition[parent].parent, definition.isParallel(around),
      definition[around].children.allSatisfy({ isDone($0, move.configuration) })
    else { return }
    move.events.append(.raised("done." + definition[around].path))
  }

  private func isDone(_ state: StateID, _ configuration: Configuration) -> Bool {
    switch definition[state].kind {
    case .compound: definition[state].children.contains { definition.isFinal($0) && configuration.isActive($0) }
    case .parallel: definition[state].children.allSatisfy { isDone($0, configuration) }
    case .history: true
    case .atomic, .final: false
    }
  }

  private func remember(_ leaving: Set<StateID>, _ move: inout Move) {
    let leaves = configuration.leaves(of: definition)
    for state in leaving {
      for child in definition[state].children {
        guard case .history(let isDeep, _) = definition[child].kind else { continue }
        move.configuration.memory[child] =
          isDeep
          ? leaves.filter { definition.isDescendant($0, of: state) }
          : configuration.active.filter { definition[$0].parent == state }
      }
    }
  }

  static func exitSet(of chosen: StepSearch.Chosen, _ definition: Workflow.Definition, _ configuration: Configuration) -> [StateID] {
    guard let domain = domain(of: chosen, definition, configuration) else { return [] }
    return configuration.active.filter { definition.isDescendant($0, of: domain) }
  }

  /// The innermost state that stays active around all that a transition changes; nil where it has no target.
  static func domain(of chosen: StepSearch.Chosen, _ definition: Workflow.Definition, _ configuration: Configuration) -> StateID? {
    let targets = effectiveTargets(of: chosen.transition, definition, configuration)
    guard !targets.isEmpty else { return nil }
    let source = chosen.source
    if !chosen.transition.reenters, targets.allSatisfy({ $0 == source || definition.isDescendant($0, of: source) }) { return source }
    for ancestor in definition.ancestors(of: source, upTo: nil) where definition.isCompound(ancestor) {
      if targets.allSatisfy({ definition.isDescendant($0, of: ancestor) }) { return ancestor }
    }
    return Workflow.Definition.root
  }

  static func effectiveTargets(
    of transition: Transition, _ definition: Workflow.Definition, _ configuration: Configuration
  ) -> [StateID] {
    func resolved(_ target: StateID) -> [StateID] {
      guard case .history(_, let fallback) = definition[target].kind else { return [target] }
      if let remembered = configuration.memory[target] { return remembered }
      return ((fallback.map { [$0] } ?? []) + definition[target].furtherInitial).flatMap(resolved)
    }
    return transition.targets.flatMap(resolved)
  }

  /// Of two transitions that would leave a state in common, the inner one goes; else the first in document order.
  static func withoutConflicts(
    _ all: [StepSearch.Chosen], _ definition: Workflow.Definition, _ configuration: Configuration
  ) -> [StepSearch.Chosen] {
    guard all.count > 1 else { return all }
    var kept: [StepSearch.Chosen] = []
    for candidate in all {
      let leaving = Set(exitSet(of: candidate, definition, configuration))
      let rivals = kept.filter { !leaving.isDisjoint(with: exitSet(of: $0, definition, configuration)) }
      guard rivals.allSatisfy({ definition.isDescendant(candidate.source, of: $0.source) }) else { continue }
      kept.removeAll { rivals.contains($0) }
      kept.append(candidate)
    }
    return kept
  }
}
