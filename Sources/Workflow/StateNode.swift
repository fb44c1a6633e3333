/// The place of a state in `Definition.states`, which are in document order.
package struct StateID: Hashable, Comparable, Sendable {
  package var number: Int

  package init(_ number: Int) {
    self.number = number
  }

  package static func < (left: StateID, right: StateID) -> Bool { left.number < right.number }
}

/// One state of a lifecycle, with all that may happen in it.
package struct StateNode: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case atomic
    /// Exactly one child is active; on entry the one that `initial` is or lies in.
    case compound(initial: StateID)
    /// All children are active at once.
    case parallel
    /// The end of its parent; of the root: of the instance, with this outcome (by default the state's name).
    case final(outcome: String?)
    /// Stands for the children that were last active; `fallback` where there were none.
    case history(isDeep: Bool, fallback: StateID?)
  }

  package var id: StateID
  /// The last part of the path; empty for the root.
  package var name: String
  /// `chasing.reminded`; empty for the root.
  package var path: String
  package var parent: StateID?
  package var children: [StateID]
  package var kind: Kind
  package var entry: [Action]
  package var exit: [Action]
  /// What events do here, in file order; several transitions of one event are tried in order.
  package var on: [EventTransitions]
  package var always: [Transition]
  package var timers: [TimerSpec]
  package var invocations: [InvokeSpec]
  /// What an operator must look at as long as this state is active.
  package var incident: Text?
  /// Waits for a person; does not count for `overlap`.
  package var isIdle: Bool
  /// Where a compound state's initial state (or a history's fallback) lies in one region of a parallel state: those that are
  /// entered beside it in other regions.
  package var furtherInitial: [StateID]
  /// What is done when a compound state is entered by way of its initial state, after `entry`; for a history, when there is
  /// nothing to come back to.
  package var initialActions: [Action]
  package var place: Place

  package init(
    id: StateID, name: String, path: String, parent: StateID?, children: [StateID] = [], kind: Kind = .atomic,
    entry: [Action] = [], exit: [Action] = [], on: [EventTransitions] = [], always: [Transition] = [],
    timers: [TimerSpec] = [], invocations: [InvokeSpec] = [], incident: Text? = nil, isIdle: Bool = false,
    furtherInitial: [StateID] = [], initialActions: [Action] = [], place: Place
  ) {
    self.id = id
    self.name = name
    self.path = path
    self.parent = parent
    self.children = children
    self.kind = kind
    self.entry = entry
    self.exit = exit
    self.on = on
    self.always = always
    self.timers = timers
    self.invocations = invocations
    self.incident = incident
    self.isIdle = isIdle
    self.furtherInitial = furtherInitial
    self.initialActions = initialActions
    self.place = place
  }
}

/// The transitions that one event may take in one state.
package struct EventTransitions: Hashable, Sendable {
  /// The event's name; `*` stands for any, `order.*` for any that begins with `order.` (and `order` itself).
  package var event: String
  package var transitions: [Transition]

  package init(event: String, transitions: [Transition]) {
    self.event = event
    self.transitions = transitions
  }
}

/// A way out of a state, or, without a target, something that is done in it.
package struct Transition: Hashable, Sendable {
  package var guardExpression: Expression?
  package var target: StateID?
  /// Targets beside it, in other regions of a parallel state.
  package var furtherTargets: [StateID]
  package var actions: [Action]
  /// Leaves and enters the state even where the target lies within it.
  package var reenters: Bool
  package var place: Place

  package init(
    guardExpression: Expression? = nil, target: StateID? = nil, furtherTargets: [StateID] = [], actions: [Action] = [],
    reenters: Bool = false, place: Place
  ) {
    self.guardExpression = guardExpression
    self.target = target
    self.furtherTargets = furtherTargets
    self.actions = actions
    self.reenters = reenters
    self.place = place
  }
}

extension StateNode {
  /// Whether any of its actions starts an instance.
  var startsInstances: Bool {
    let answers = (invocations + timers.compactMap(\.invocation)).flatMap { $0.onDone + $0.onError }
    let transitions = on.flatMap(\.transitions) + always + timers.flatMap(\.transitions) + answers
    return [entry, exit, initialActions].contains { $0.contains(where: \.startsInstances) }
      || transitions.contains { $0.actions.contains(where: \.startsInstances) }
  }
}

extension Action {
  fileprivate var startsInstances: Bool {
    switch kind {
    case .start: true
    case .forEach(_, _, _, let actions): actions.contains(where: \.startsInstances)
    case .assign, .items, .message, .raise, .append, .log: false
    }
  }
}
