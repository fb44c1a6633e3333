import Machine
package import Workflow

/// Where an instance can stand, as far as its states go: what is active, and what its histories would come back to.
package struct Configuration: Hashable, Sendable {
  /// Active states in document order, the root left out.
  package var active: [StateID] = []
  /// What was active below a state when it was last left, by history.
  package var memory: [StateID: [StateID]] = [:]

  package func isActive(_ state: StateID) -> Bool { active.contains(state) }

  /// Active states without active states within.
  package func leaves(of definition: Workflow.Definition) -> [StateID] {
    active.filter { state in !active.contains { definition.isDescendant($0, of: state) } }
  }

  package func isEnded(in definition: Workflow.Definition) -> Bool {
    active.contains { definition[$0].parent == Workflow.Definition.root && definition.isFinal($0) }
  }
}

/// What sets a step off.
package enum Trigger: Hashable, Sendable {
  case start
  case event(String)
  /// The timer of this number in a state.
  case timer(StateID, Int)
  case answer(Question)
  case failure(Question)

  /// A question that a state asks: on entry, or by the timer of this number.
  package struct Question: Hashable, Sendable {
    package var state: StateID
    package var invocation: Int?
    package var timer: Int?
  }

  /// Whether it comes though nobody does anything.
  package var comesByItself: Bool {
    switch self {
    case .start, .timer, .answer, .failure: true
    case .event(let name): ["child.done", "checked", "gone"].contains(name)
    }
  }
}

/// Something that a step does and a property can speak of.
enum Happening: Hashable {
  case entered(StateID)
  case event(String)
  case sent(MessageID, action: String?)
  case started(String)
}

/// What a path takes for granted: that a guard is true, or false.
package struct Assumption: Hashable, Sendable {
  package var source: String
  package var isTrue: Bool
}
