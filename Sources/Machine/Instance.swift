package import CEL
package import Calendar
package import Workflow

/// One running lifecycle of a workflow: the master file's present page.
package struct Instance: Hashable, Sendable {
  package enum Status: String, Hashable, Sendable, CaseIterable {
    case running
    case suspended
    case cancelled
    /// A step failed; its event stays first until an operator redrives.
    case faulted
    case completed

    package var isEnded: Bool { self == .completed || self == .cancelled }
  }

  package var id: InstanceID
  package var workflow: String
  package var key: String
  /// 1 for the first life of this key.
  package var run: Int
  /// The definition it is pinned to.
  package var hash: DefinitionHash
  /// The start effect or schedule round that opened it; empty where a person did.
  package var origin: EffectID?
  /// Those to be told when it ends.
  package var parents: [InstanceID]
  package var status: Status
  /// How many steps it has made; 0 before the first.
  package var step: Int
  /// `now` of the last step.
  package var now: Instant
  package var openedAt: Instant
  package var closedAt: Instant?
  package var outcome: String?
  package var input: Value
  package var data: Value
  /// Active states in document order: ancestors before their children; the root is not listed.
  package var configuration: [ActiveState]
  /// How many states were entered so far; gives each entry its number.
  package var entries: Int
  package var timers: [Timer]
  /// Deadlines whose clock stands still; none of them is due.
  package var stopped: [StoppedTimer]
  package var invocations: [Invocation]
  /// What each `history` state comes back to, as paths in document order, by the path of the `history` state.
  package var remembered: [String: [String]]
  /// In order of first appearance; empty where the workflow tracks none, or reads none.
  package var items: [Item]
  /// When the answer was asked that the items were last made from.
  package var itemsAskedAt: Instant?
  package var children: [Child]
  /// Since when deadlines that count time stand still; nil where they run.
  package var clockStoppedAt: Instant?

  package init(
    id: InstanceID, workflow: String, key: String, run: Int, hash: DefinitionHash, origin: EffectID? = nil,
    parents: [InstanceID] = [], openedAt: Instant, input: Value, data: Value = .map(ValueMap())
  ) {
    self.id = id
    self.workflow = workflow
    self.key = key
    self.run = run
    self.hash = hash
    self.origin = origin
    self.parents = parents
    self.status = .running
    self.step = 0
    self.now = openedAt
    self.openedAt = openedAt
    self.input = input
    self.data = data
    self.configuration = []
    self.entries = 0
    self.timers = []
    self.stopped = []
    self.invocations = []
    self.remembered = [:]
    self.items = []
    self.children = []
  }
}

extension Instance {
  /// The states that are active and have no active child, as a person names them: `chasing.reminded`.
  package var state: String {
    var text = ""
    for (position, active) in configuration.enumerated() {
      // What lies within a state follows it.
      if position + 1 < configuration.count, configuration[position + 1].lies(within: active) { continue }
      if !text.isEmpty { text += " " }
      text += active.path
    }
    return text
  }

  /// When it wants to be stepped by itself next; nil when only an event can move it.
  package var due: Instant? {
    status == .running ? timers.map(\.due).min() : nil
  }
}

/// A state that is active, and which of its entries this is.
package struct ActiveState: Hashable, Sendable {
  package var path: String
  /// The number of the entry; timers, invocations and messages of `entry` belong to it.
  package var entry: Int
  package var enteredAt: Instant

  package init(path: String, entry: Int, enteredAt: Instant) {
    self.path = path
    self.entry = entry
    self.enteredAt = enteredAt
  }

  fileprivate func lies(within other: ActiveState) -> Bool {
    path.utf8.count > other.path.utf8.count && path.utf8.dropFirst(other.path.utf8.count).first == 0x2e && path.hasPrefix(other.path)
  }
}

/// A deadline that is set.
package struct Timer: Hashable, Sendable {
  /// The entry of the state that it belongs to; 0 is the root's.
  package var entry: Int
  /// Its place among the state's timers.
  package var spec: Int
  package var due: Instant
  /// What an `after` or `every` counts from; of an `at` the instant that its expression named.
  package var anchor: Instant
  /// By a clock that pauses: what was left at `anchor`.
  package var left: RunningTime?

  package init(entry: Int, spec: Int, due: Instant, anchor: Instant, left: RunningTime? = nil) {
    self.entry = entry
    self.spec = spec
    self.due = due
    self.anchor = anchor
    self.left = left
  }
}

/// A question to a source that has no answer yet.
package struct Invocation: Hashable, Sendable {
  /// Which of a state's questions it is.
  package enum Origin: Hashable, Sendable {
    case invocation(Int)
    case timer(Int)
  }

  package var effect: EffectID
  package var entry: Int
  package var origin: Origin
  package var askedAt: Instant

  package init(effect: EffectID, entry: Int, origin: Origin, askedAt: Instant) {
    self.effect = effect
    self.entry = entry
    self.origin = origin
    self.askedAt = askedAt
  }
}

/// One tracked row.
package struct Item: Hashable, Sendable {
  package var id: String
  package var isOpen: Bool
  package var openedAt: Instant
  package var closedAt: Instant?
  /// The declared fields, without `id` and the three above.
  package var fields: ValueMap

  package init(id: String, isOpen: Bool, openedAt: Instant, closedAt: Instant?, fields: ValueMap) {
    self.id = id
    self.isOpen = isOpen
    self.openedAt = openedAt
    self.closedAt = closedAt
    self.fields = fields
  }
}

/// An instance that this one started or adopted.
package struct Child: Hashable, Sendable {
  package var id: InstanceID
  package var workflow: String
  package var key: String
  package var status: Instance.Status
  package var state: String
  package var outcome: String?
  /// How many of its items were open, and closed, when it ended.
  package var open: Int
  package var closed: Int

  package var isEnded: Bool { status.isEnded }

  package init(
    id: InstanceID, workflow: String, key: String, status: Instance.Status = .running, state: String = "",
    outcome: String? = nil, open: Int = 0, closed: Int = 0
  ) {
    self.id = id
    self.workflow = workflow
    self.key = key
    self.status = status
    self.state = state
    self.outcome = outcome
    self.open = open
    self.closed = closed
  }
}
