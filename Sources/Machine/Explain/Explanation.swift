package import CEL
package import Calendar
package import Workflow

/// Why an instance stands where it stands: what is active, what could move it, and what each guard says at this moment.
package struct Explanation: Sendable {
  /// Active states in document order, the root (whose transitions hold everywhere) first.
  package var states: [ActiveStateExplanation]

  /// The deadline that comes first; nil where only an event can move the instance.
  package var nextTimer: TimerExplanation? {
    states.flatMap(\.timers).min { $0.timer.due < $1.timer.due }
  }
}

/// One active state, and every way out of it or on within it.
package struct ActiveStateExplanation: Sendable {
  /// Empty for the root.
  package var path: String
  package var enteredAt: Instant
  package var ways: [WayExplanation]
  package var timers: [TimerExplanation]
  /// Deadlines whose clock stands still.
  package var stopped: [StoppedExplanation] = []
  package var questions: [QuestionExplanation]
  /// What the state says to a person as long as it is active.
  package var incident: String?
}

/// A transition that something could set off, in the order in which they are tried.
package struct WayExplanation: Sendable {
  package enum Trigger: Hashable, Sendable {
    case event(String)
    case always
    case timer(Int)
  }

  package var trigger: Trigger
  /// Paths; empty where it only acts.
  package var targets: [String]
  package var guardExplanation: GuardExplanation?
  package var place: Workflow.Place

  /// Nil where the guard cannot say.
  package var isOpen: Bool? {
    guard let guardExplanation else { return true }
    return guardExplanation.answer
  }
}

/// What a guard says now, part by part.
package struct GuardExplanation: Sendable {
  package var source: String
  /// Nil where it fails, or reads the event that is to come.
  package var answer: Bool?
  /// The parts that have a value, the whole first.
  package var parts: [ExplainedPart]
  package var readsEvent: Bool
}

/// A deadline that is set: when, and by which reckoning.
package struct TimerExplanation: Sendable {
  package var timer: Timer
  /// `after 2 business days`, `at day(input.run, 16, "09:00")`, `every 1d`.
  package var rule: String
  package var remarks: [TimerRemark]
  package var ways: [WayExplanation]
  /// The question that an `every` asks each time.
  package var asks: String?
  package var place: Workflow.Place
}

/// A deadline that stands still, and what would let its clock run.
package struct StoppedExplanation: Sendable {
  /// `after 4 business hours`.
  package var rule: String
  package var clock: String
  package var left: RunningTime
  package var since: Instant
  /// Paths of the states in which the clock runs.
  package var runsIn: [String]
  package var place: Workflow.Place
}

/// What makes a deadline less than obvious.
package enum TimerRemark: Hashable, Sendable {
  /// Days on the way on which nobody is at work, each with its holiday's name where it has one.
  case closed(calendar: String, days: [ClosedDay])
  /// The zone's clocks change on the way, forward where positive.
  case clocksChange(zone: String, minutes: Int)
  /// It counts by a clock that pauses: the states in which it runs, and what was left when it last began to.
  case byClock(String, runsIn: [String], left: RunningTime)
  /// The time that was named was over already: it comes later, apart from the rung before.
  case wasOver(named: Instant)

  package struct ClosedDay: Hashable, Sendable {
    package var date: LocalDate
    package var holiday: String?
  }
}

/// A question to a source that has no answer yet.
package struct QuestionExplanation: Sendable {
  package var effect: EffectID
  package var source: String
  package var askedAt: Instant
}
