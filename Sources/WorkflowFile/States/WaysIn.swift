import Workflow

/// By which causes each state is entered, followed from the start: what `event` can be in its `entry`, and which states are
/// never entered at all.
struct WaysIn {
  private var causes: [StateID: Set<Draft.Cause>] = [:]

  init(outline: Outline, drafts: [Draft]) {
    var open: [StateID] = []
    for state in outline.states.isEmpty ? [] : outline.entered(byDefault: Definition.root) { open += note(state, .start) }
    while let state = open.popLast() {
      for (cause, transition) in drafts[state.number].ways {
        guard let target = transition.target else { continue }
        for entered in outline.entered(from: state, to: target, reenters: transition.reenters) { open += note(entered, cause) }
      }
    }
  }

  /// The state, if it was not known to be entered before.
  private mutating func note(_ state: StateID, _ cause: Draft.Cause) -> [StateID] {
    let isNew = causes[state] == nil
    causes[state, default: []].insert(cause)
    return isNew ? [state] : []
  }

  func isEntered(_ state: StateID) -> Bool { causes[state] != nil }

  func causes(of state: StateID) -> Set<Draft.Cause> { causes[state] ?? [] }
}
