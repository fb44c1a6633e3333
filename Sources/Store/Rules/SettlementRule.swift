package import Calendar

/// What a settlement makes of a part, and from where it may: the same rule in every store.
///
/// ```
/// pending ─► sending ─► delivered | failed | uncertain | pending (retried, resent)
/// pending ─► cancelled | suppressed | failed | pending (put off)
/// uncertain, or pending after it ─► delivered    (a late answer of an older attempt)
/// ```
package struct SettlementRule: Hashable, Sendable {
  package var status: PartRecord.Status
  package var fromPending: Bool
  package var fromSending: Bool
  /// When it is tried next; nil keeps what stands.
  package var nextAt: Instant?
  /// The attempt that was begun is not counted: a channel that is down uses up none.
  package var givesAttemptBack: Bool
  package var countsUncertain: Bool

  /// - Parameter onUncertain: what carries no message of its own may be delivered without having been marked as sending.
  package init(_ ending: Settlement.Ending, onUncertain: OutboxPart.Uncertain) {
    status = .pending
    fromPending = false
    fromSending = true
    nextAt = nil
    givesAttemptBack = false
    countsUncertain = false
    switch ending {
    case .delivered:
      status = .delivered
      fromPending = onUncertain == .repeatSilently
    case .retried(let at, let usesUpAttempt):
      fromPending = true
      nextAt = at
      givesAttemptBack = !usesUpAttempt
    case .failed:
      status = .failed
      fromPending = true
    case .uncertain(let resendAt):
      status = resendAt == nil ? .uncertain : .pending
      nextAt = resendAt
      countsUncertain = true
    case .cancelled, .suppressed:
      status = ending == .cancelled ? .cancelled : .suppressed
      fromPending = true
      fromSending = false
    }
  }

  /// Whether the part is done with, or waits for a person.
  package var isSettled: Bool { status != .pending }

  /// Whether an answer of an older attempt may still settle the part.
  package var isLateAllowed: Bool { status == .delivered }
}
