package import Calendar

/// Something that time alone brings about in a state.
package struct TimerSpec: Hashable, Sendable {
  package enum Schedule: Hashable, Sendable {
    /// So long after the state was entered.
    case after(Delay)
    /// So long after, or at the instant, that the expression gives; computed anew when what it reads changes. With its name under
    /// `delays`, where it has one.
    case computed(Expression, name: String?)
    /// At the instant that the expression names; computed anew when what it reads changes.
    case at(Expression, ifMissed: Missed)
    /// Again and again at the times of a cron expression.
    case everyCron(Cron)
    /// Again and again, counted from the entry.
    case every(Delay)
  }

  /// What becomes of an `at` that is already over on entry.
  package enum Missed: String, Hashable, Sendable, CaseIterable {
    case run
    case skip
  }

  package var schedule: Schedule
  /// Tried in order when the timer is due; with `every` they usually have no target.
  package var transitions: [Transition]
  /// What an `every` asks each time.
  package var invocation: InvokeSpec?
  /// The least time, in seconds, between a missed `at` and the rung before.
  package var spacingSeconds: Int
  /// What an `after` counts by, where that is not time itself.
  package var clock: PausingClock?
  package var place: Place

  /// Where the author says nothing: an hour between a missed rung and the one before.
  package static let defaultSpacingSeconds = 3600

  package init(
    schedule: Schedule, transitions: [Transition], invocation: InvokeSpec? = nil,
    spacingSeconds: Int = TimerSpec.defaultSpacingSeconds, clock: PausingClock? = nil, place: Place
  ) {
    self.schedule = schedule
    self.transitions = transitions
    self.invocation = invocation
    self.spacingSeconds = spacingSeconds
    self.clock = clock
    self.place = place
  }
}
