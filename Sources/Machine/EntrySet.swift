package import Workflow

/// The states that a microstep enters (SCXML appendix D: `computeEntrySet`).
package struct EntrySet {
  let definition: Workflow.Definition
  /// What a `history` comes back to; nil where it has nothing to come back to.
  let remembered: (StateID) -> [StateID]?
  package private(set) var states: Set<StateID> = []
  /// Compound states that are entered by way of their initial state.
  package private(set) var byDefault: Set<StateID> = []
  /// Histories that had nothing to come back to, by their parent.
  package private(set) var fallbacks: [StateID: StateID] = [:]

  package init(definition: Workflow.Definition, remembered: @escaping (StateID) -> [StateID]?) {
    self.definition = definition
    self.remembered = remembered
  }

  /// The targets with all that is active within and around them, up to but without `domain`.
  package mutating func add(_ targets: [StateID], resolved: [StateID], domain: StateID) {
    for target in targets { addWithin(target) }
    for target in resolved where target != domain { addAround(target, upTo: domain) }
    if definition.isParallel(domain) { addRegions(of: domain) }
  }

  /// A state and, by default or by history, what is active within it.
  package mutating func addWithin(_ state: StateID) {
    switch definition[state].kind {
    case .history(_, let fallback): addHistory(state, fallback: fallback)
    case .atomic, .final: states.insert(state)
    case .compound(let initial):
      states.insert(state)
      byDefault.insert(state)
      addAll([initial] + definition[state].furtherInitial, upTo: state)
    case .parallel:
      states.insert(state)
      addRegions(of: state)
    }
  }

  private mutating func addHistory(_ history: StateID, fallback: StateID?) {
    guard let parent = definition[history].parent else { return }
    if let found = remembered(history) { return addAll(found, upTo: parent) }
    fallbacks[parent] = history
    addAll((fallback.map { [$0] } ?? []) + definition[history].furtherInitial, upTo: parent)
  }

  private mutating func addAll(_ targets: [StateID], upTo end: StateID) {
    for target in targets { addWithin(target) }
    for target in targets { addAround(target, upTo: end) }
  }

  private mutating func addAround(_ state: StateID, upTo end: StateID) {
    for ancestor in definition.ancestors(of: state, upTo: end) {
      states.insert(ancestor)
      if definition.isParallel(ancestor) { addRegions(of: ancestor) }
    }
  }

  /// The regions of a parallel state in which nothing is entered yet.
  private mutating func addRegions(of state: StateID) {
    for region in definition[state].children where !definition.isHistory(region) {
      if !states.contains(where: { definition.isDescendant($0, of: region) }) { addWithin(region) }
    }
  }
}
