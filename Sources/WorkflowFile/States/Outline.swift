import Workflow
import YAML

/// The states of a file before anything in them is compiled: names, nesting, kinds. Numbers are those of `Definition.states`.
struct Outline {
  struct State {
    let id: StateID
    let name: String
    let path: String
    let parent: StateID?
    var children: [StateID] = []
    var kind: StateNode.Kind = .atomic
    let fields: Fields
    /// What to point at: the state's name.
    let key: SourceRange
  }

  var states: [State] = []

  subscript(id: StateID) -> State { states[id.number] }

  /// From the state itself out to the root.
  func ancestry(of id: StateID) -> [StateID] {
    var found: [StateID] = []
    var next: StateID? = id
    while let state = next {
      found.append(state)
      next = self[state].parent
    }
    return found
  }

  func isWithin(_ id: StateID, _ ancestor: StateID) -> Bool { ancestry(of: id).contains(ancestor) }

  /// States that have no state within, the pseudo-states of history left out.
  var leaves: [State] {
    states.filter { state in
      switch state.kind {
      case .atomic, .final: true
      case .compound, .parallel, .history: false
      }
    }
  }

  /// What becomes active when a state is entered and nothing deeper is named: the state and those below it.
  func entered(byDefault id: StateID) -> [StateID] {
    switch self[id].kind {
    case .atomic, .final: [id]
    case .compound(let initial): [id] + entered(byDefault: initial)
    case .parallel: [id] + self[id].children.flatMap { isHistory($0) ? [] : entered(byDefault: $0) }
    // What it stands for is whatever was active before, so it could be anything of its parent.
    case .history: self[id].parent.map { below($0) } ?? []
    }
  }

  /// Everything that a transition may enter.
  func entered(from source: StateID, to target: StateID, reenters: Bool) -> [StateID] {
    let inside = ancestry(of: source)
    let way = ancestry(of: target)
    // The innermost state around both stays as it is, unless the transition says that it is left and entered again.
    let isInternal = !reenters && source != target && isWithin(target, source)
    let stays = isInternal ? source : way.first { $0 != target && inside.contains($0) && $0 != source }
    var found: [StateID] = []
    for (step, state) in zip(way.indices, way).prefix(while: { $0.1 != stays }) {
      if step > 0, case .parallel = self[state].kind {
        found += self[state].children.filter { $0 != way[step - 1] && !isHistory($0) }.flatMap { entered(byDefault: $0) }
      }
      found.append(state)
    }
    return found + entered(byDefault: target)
  }

  private func isHistory(_ id: StateID) -> Bool {
    if case .history = self[id].kind { true } else { false }
  }

  private func below(_ id: StateID) -> [StateID] {
    self[id].children.flatMap { isHistory($0) ? [] : [$0] + below($0) }
  }
}
