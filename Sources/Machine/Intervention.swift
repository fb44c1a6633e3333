package import Workflow

/// What an operator says to an instance: made as a step under its lock, so that who said it, and why, is in its history.
package enum Intervention: Hashable, Sendable {
  /// Its events and timers wait. With a stopped clock, deadlines that count time move by as long as it stood.
  case suspend(stopsClock: Bool)
  case resume
  /// Ends it where it stands: no exit actions, no message; parents are told.
  case cancel
  /// One of its messages goes out once more, as a new effect; names the part that it is a copy of.
  case resend(part: String)
  /// A faulted instance goes on without the event that it failed at; without a name it is the timer that is due.
  case skip(event: String?)
  /// One that has ended goes on in a state, which is entered; without one, where it was cancelled.
  case reopen(state: String?)
  /// Comes from one version of its workflow to another.
  case move(MovePlan)
}

/// How an instance comes from one version of its workflow to another.
package struct MovePlan: Hashable, Sendable {
  /// What becomes of deadlines that both versions have.
  package enum Timers: String, Hashable, Sendable, CaseIterable {
    /// The instant stays.
    case keepDeadline
    /// What was waited already counts against the new version's delay.
    case keepRemaining
    /// All count anew.
    case restart
  }

  package var hash: DefinitionHash
  /// Paths of states that are called otherwise in the new version, by their old ones.
  package var states: [String: String]
  package var timers: Timers

  package init(hash: DefinitionHash, states: [String: String] = [:], timers: Timers = .keepDeadline) {
    self.hash = hash
    self.states = states
    self.timers = timers
  }
}

extension Intervention {
  /// As the history says it.
  package var pastTense: String {
    switch self {
    case .suspend(let stopsClock): stopsClock ? "suspended, its clock stopped" : "suspended"
    case .resume: "resumed"
    case .cancel: "cancelled"
    case .resend(let part): "sent \(part) again"
    case .skip(let event): "passed over \(event ?? "a timer")"
    case .reopen: "reopened"
    case .move: "moved"
    }
  }

  /// Why it cannot be done to an instance of this status; nil where it can.
  package func refusal(for status: Instance.Status) -> String? {
    switch (self, status) {
    case (.suspend, .running), (.resume, .suspended), (.cancel, .running), (.cancel, .suspended), (.cancel, .faulted): nil
    case (.resend, _), (.reopen, .completed), (.reopen, .cancelled), (.skip, .faulted): nil
    case (.move, .running), (.move, .suspended), (.move, .faulted): nil
    case (.reopen, _): "it has not ended"
    case (_, .completed), (_, .cancelled): "it has ended"
    case (.suspend, .suspended): "it is suspended already"
    case (.suspend, .faulted): "it is faulted and waits for `redrive`"
    case (.resume, .running): "it is running"
    case (.resume, .faulted): "it is faulted; `redrive` makes its step again"
    case (.skip, _): "it is not faulted"
    }
  }
}
