import CEL
import Calendar
import Workflow

/// A step in the making: the instance as it changes, and what is to be done about it.
///
/// Lives for one call and is thrown away when the step faults. Its methods are grouped by file: choosing transitions, leaving
/// and entering states, actions, items, timers, and what expressions see.
///
/// Sendable though it changes, because expressions ask it as their scope: it never leaves the call of `Machine` that makes it,
/// an evaluation is over before `evaluate` returns, and a program keeps no scope.
final class Run: Scope, @unchecked Sendable {
  let machine: Machine
  let definition: Workflow.Definition
  /// The instance as it was.
  let original: Instance
  let happened: Event
  let moment: Moment
  let live: Live

  var instance: Instance
  /// In document order; the root is not listed.
  var active: [Active]
  /// The root is active from the first step to the end.
  var isRootActive: Bool
  var raised: [NamedEvent] = []
  /// Those of `raised` that were read.
  var raisedRead = 0
  var microsteps = 0
  var effects: [PendingEffect] = []
  var incidents: [IncidentChange] = []
  var appended: [AppendedRow] = []
  var changes: [StepRecord.Change] = []
  var taken: [StepRecord.Taken] = []
  var isHandled = false
  /// Something changed that an `at` may read.
  var hasChangedData = false
  /// The question whose answer is being applied.
  var answer: AnswerInHand?
  /// The state entry whose `entry` actions run.
  var entryInHand: Int?

  // What expressions see; see Run+Scope.
  var event: NamedEvent {
    didSet { eventValue = nil }
  }
  var locals: [Value] = []
  var nowInExpressions: Instant
  /// What a start that watches looks at.
  var rowInHand = Value.null
  var eventValue: Value?
  var itemsValue: Value?
  var childrenValue: Value?
  var instanceValue: Value?

  init(machine: Machine, definition: Workflow.Definition, instance: Instance, event: Event, moment: Moment, live: Live) {
    self.machine = machine
    self.definition = definition
    original = instance
    happened = event
    let now = max(moment.now, instance.now)
    self.moment = Moment(now: now, wall: max(moment.wall, now))
    self.live = live
    self.instance = instance
    active = instance.configuration.compactMap { state in
      definition.state(at: state.path).map { Active(state: $0, entry: state.entry, enteredAt: state.enteredAt) }
    }
    isRootActive = instance.wasStarted && !instance.status.isEnded
    self.event = NamedEvent(event)
    nowInExpressions = now
  }

  /// States that were entered in this step have higher numbers.
  func isNew(entry: Int) -> Bool { entry > original.entries || (entry == 0 && !original.wasStarted) }

  func isActive(entry: Int) -> Bool {
    entry == 0 ? isRootActive : active.contains { $0.entry == entry }
  }

  /// The state that an active entry is of.
  func state(ofEntry entry: Int) -> StateID? {
    if entry == 0 { return isRootActive ? Workflow.Definition.root : nil }
    return active.first { $0.entry == entry }?.state
  }

  func entry(of state: StateID) -> Int? {
    if state == Workflow.Definition.root { return isRootActive ? 0 : nil }
    return active.first { $0.state == state }?.entry
  }

  func isActive(_ state: StateID) -> Bool { entry(of: state) != nil }

  func path(_ state: StateID) -> String { definition[state].path }

  func fault(_ message: String, at place: Workflow.Place?) -> StepFault {
    StepFault(message: message, place: place?.description)
  }

  /// A state that is active, by its place in the definition.
  struct Active {
    var state: StateID
    var entry: Int
    var enteredAt: Instant
  }

  struct AnswerInHand {
    var askedAt: Instant
    var isComplete: Bool
  }

  /// An effect that has no index yet: which of them stay is known at the end.
  struct PendingEffect {
    /// Of the message's state, where it stands in `entry` and goes no longer once that is left; of a question always.
    var entry: Int?
    var kind: Effect.Kind
  }
}
