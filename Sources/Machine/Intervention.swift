/// What an operator says to an instance: made as a step under its lock, so that who said it, and why, is in its history.
package enum Intervention: Hashable, Sendable {
  /// Its events and timers wait. With a stopped clock, deadlines that count time move by as long as it stood.
  case suspend(stopsClock: Bool)
  case resume
  /// Ends it where it stands: no exit actions, no message; parents are told.
  case cancel
}

extension Intervention {
  /// As the history says it.
  package var pastTense: String {
    switch self {
    case .suspend(let stopsClock): stopsClock ? "suspended, its clock stopped" : "suspended"
    case .resume: "resumed"
    case .cancel: "cancelled"
    }
  }

  /// Why it cannot be done to an instance of this status; nil where it can.
  package func refusal(for status: Instance.Status) -> String? {
    switch (self, status) {
    case (.suspend, .running), (.resume, .suspended), (.cancel, .running), (.cancel, .suspended), (.cancel, .faulted): nil
    case (_, .completed), (_, .cancelled): "it has ended"
    case (.suspend, .suspended): "it is suspended already"
    case (.suspend, .faulted): "it is faulted and waits for `redrive`"
    case (.resume, .running): "it is running"
    case (.resume, .faulted): "it is faulted; `redrive` makes its step again"
    }
  }
}
