package import CEL
package import Calendar
package import Workflow

/// The pure core: decides what an event makes of an instance. It reads no clock, no file and no chance; the same arguments
/// give the same step, today and in a replay.
package struct Machine: Hashable, Sendable {
  /// Which comes first where a step raised an event and an `always` is enabled too.
  package enum Precedence: Hashable, Sendable {
    /// Raised events, then `always`: the language's own order.
    case raisedEvents
    /// `always`, then raised events: the order of SCXML 1.0 (appendix D) and XState.
    case always
  }

  /// Names the installation; a part of every instance's id.
  package var installation: String
  package var precedence: Precedence

  package init(installation: String, precedence: Precedence = .raisedEvents) {
    self.installation = installation
    self.precedence = precedence
  }

  /// One event run to completion.
  ///
  /// The step's `now` is the moment's, but never before the instance's own. A faulted instance that is stepped runs again; the
  /// events of a suspended one are to wait.
  /// - Throws: a fault where an expression fails, a value is not of its type, or a limit is reached; then nothing happened.
  package func step(
    _ definition: Workflow.Definition, _ instance: Instance, _ event: Event, _ moment: Moment, _ live: Live
  ) throws(StepFault) -> Step {
    guard instance.status != .suspended || event.isIntervention else {
      throw StepFault(message: "the instance is suspended; its events wait", place: nil)
    }
    let run = Run(machine: self, definition: definition, instance: instance, event: event, moment: moment, live: live)
    return try run.step()
  }

  /// The timer that is due next by `wall`: by due time, then inner state first, then file order; nil where none is due.
  package func dueTimer(_ definition: Workflow.Definition, _ instance: Instance, by wall: Instant) -> Timer? {
    guard instance.status == .running else { return nil }
    var first: Timer?
    for timer in instance.timers where timer.due <= wall {
      guard let best = first else {
        first = timer
        continue
      }
      if timer.due > best.due { continue }
      let isBefore =
        timer.due < best.due || TimerOrder(timer, of: instance, in: definition) < TimerOrder(best, of: instance, in: definition)
      if isBefore { first = timer }
    }
    return first
  }

  /// Whether a message of an earlier step may still go: asked right before each attempt.
  /// - Parameters:
  ///   - entry: the effect's own; nil where it outlives every state.
  ///   - message: its number in the definition.
  ///   - locals: the values of the `forEach` variables around its action.
  package func verdict(
    _ definition: Workflow.Definition, _ instance: Instance, entry: Int?, message: MessageID, locals: [Value], now: Instant, live: Live
  ) throws(StepFault) -> SendVerdict {
    if instance.status == .cancelled { return .cancelled(reason: "the instance was cancelled") }
    if let entry, !instance.isActive(entry: entry) { return .cancelled(reason: "its state was left") }
    guard definition.messages.indices.contains(message.number) else {
      throw StepFault(message: "the definition has no message \(message.number)", place: nil)
    }
    // What an `if:` says of the event was settled in the step; nobody knows that event any more.
    guard let condition = definition.messages[message.number].condition, !condition.program.reads.contains("event") else { return .send }
    let moment = Moment(now: max(now, instance.now), wall: now)
    let event = Event.occurred(name: "", data: .map(ValueMap()), by: nil)
    let run = Run(machine: self, definition: definition, instance: instance, event: event, moment: moment, live: live)
    run.locals = locals
    return try run.isTrue(condition) ? .send : .cancelled(reason: "its `if:` is false: \(condition.source)")
  }
}

extension Machine {
  /// How many microsteps an event may cause before it counts as one that never comes to rest.
  package static let microstepsMax = 1000
  /// Effects of one step; a `forEach` over more rows than anybody reads is a mistake.
  package static let effectsMax = 10_000
  /// Rows that one step adds to tables; as many as it may have effects.
  package static let appendedMax = 10_000
}

/// What becomes of a message that is about to be sent.
package enum SendVerdict: Hashable, Sendable {
  case send
  case cancelled(reason: String)
}

/// The order of timers that are due at the same time.
private struct TimerOrder: Comparable {
  /// Deeper states first.
  let height: Int
  let state: Int
  let spec: Int

  init(_ timer: Timer, of instance: Instance, in definition: Workflow.Definition) {
    let active = instance.configuration.first { $0.entry == timer.entry }
    let owner = active.flatMap { definition.state(at: $0.path) } ?? Workflow.Definition.root
    height = -definition.depth(of: owner)
    state = owner.number
    spec = timer.spec
  }

  static func < (left: TimerOrder, right: TimerOrder) -> Bool {
    (left.height, left.state, left.spec) < (right.height, right.state, right.spec)
  }
}
