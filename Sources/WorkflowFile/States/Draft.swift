import Calendar
import Workflow
import YAML

/// What stands in a state, its targets found and its expressions not yet compiled: which event an expression can speak of
/// is known only when all ways into the states are.
struct Draft {
  struct Transition {
    var target: StateID?
    /// A target is written, and no state is meant by it.
    var isTargetUnknown = false
    var reenters = false
    var guardNode: YAML.Node?
    var actions: YAML.Node?
    /// Of an `at`: `missed` and `spacing`.
    var missed: YAML.Node?
    var spacing: YAML.Node?
    /// Of an `after`: what it counts by.
    var clock: YAML.Node?
    let place: Place
    /// What to point at when the whole is meant.
    let range: SourceRange
  }

  struct Handler {
    let event: String
    let key: YAML.Node
    let transitions: [Transition]
  }

  struct Timer {
    enum Schedule {
      case after(Delay)
      /// Of `delays` where it has a name.
      case computed(YAML.Node, name: String?)
      case at(YAML.Node)
      case cron(Cron)
      case every(Delay)
    }

    let schedule: Schedule
    let transitions: [Transition]
    let invocation: Invocation?
    var clock: PausingClock?
    /// What to point at.
    var key: YAML.Node?
    let place: Place
  }

  struct Invocation {
    let fields: Fields
    let source: String
    let onDone: [Transition]
    let onError: [Transition]
    let place: Place
  }

  let state: StateID
  var handlers: [Handler] = []
  var always: [Transition] = []
  var timers: [Timer] = []
  var invocations: [Invocation] = []

  /// Every transition with what sets it off.
  var ways: [(cause: Cause, transition: Transition)] {
    handlers.flatMap { handler in handler.transitions.map { (.event(handler.event), $0) } }
      + always.map { (.always, $0) }
      + timers.flatMap { timer in timer.transitions.map { (.time, $0) } + (timer.invocation?.ways ?? []) }
      + invocations.flatMap(\.ways)
  }

  /// What sets a transition off, and so what `event` is in it.
  enum Cause: Hashable {
    case start
    case event(String)
    case always
    case time
    /// Of the source with this name.
    case answer(String)
    case failure
  }
}

extension Draft.Invocation {
  fileprivate var ways: [(cause: Draft.Cause, transition: Draft.Transition)] {
    onDone.map { (.answer(source), $0) } + onError.map { (.failure, $0) }
  }
}
