package import Workflow

/// How states lie within each other. The root is every other state's ancestor.
extension Workflow.Definition {
  /// 0 for the root.
  package func depth(of state: StateID) -> Int {
    var depth = 0
    var ancestor = self[state].parent
    while let next = ancestor {
      depth += 1
      ancestor = self[next].parent
    }
    return depth
  }

  /// Whether `state` lies within `ancestor` and is not `ancestor` itself.
  package func isDescendant(_ state: StateID, of ancestor: StateID) -> Bool {
    // States stand in document order, so what lies within a state comes after it.
    guard state.number > ancestor.number else { return false }
    var next = self[state].parent
    while let present = next {
      if present == ancestor { return true }
      next = self[present].parent
    }
    return false
  }

  /// The states around, innermost first, up to but without `end`; to the root where `end` is nil.
  package func ancestors(of state: StateID, upTo end: StateID?) -> [StateID] {
    var found: [StateID] = []
    var next = self[state].parent
    while let present = next, present != end {
      found.append(present)
      next = self[present].parent
    }
    return found
  }

  package func isCompound(_ state: StateID) -> Bool {
    if case .compound = self[state].kind { true } else { false }
  }

  package func isParallel(_ state: StateID) -> Bool {
    if case .parallel = self[state].kind { true } else { false }
  }

  package func isFinal(_ state: StateID) -> Bool {
    if case .final = self[state].kind { true } else { false }
  }

  package func isHistory(_ state: StateID) -> Bool {
    if case .history = self[state].kind { true } else { false }
  }
}

extension Transition {
  package var targets: [StateID] { target.map { [$0] + furtherTargets } ?? [] }
}
