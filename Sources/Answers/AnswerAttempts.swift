package import Calendar
package import Store

/// Counts wrong characters: three of them can be guessed in some ten thousand tries, so nobody gets more than a few.
package actor AnswerAttempts {
  package static let wrongMax = 5
  /// Until somebody who typed too many wrong ones may try again.
  package static let pauseSeconds: Int64 = 600
  /// Beyond that the oldest are forgotten, so that tries do not fill the memory.
  private static let linksMax = 10_000

  private var wrong: [PartID: (count: Int, since: Instant)] = [:]

  package init() {}

  package func mayTry(_ part: PartID, at now: Instant) -> Bool {
    guard let entry = wrong[part] else { return true }
    if now >= entry.since.adding(seconds: Self.pauseSeconds) {
      wrong[part] = nil
      return true
    }
    return entry.count < Self.wrongMax
  }

  package func noteWrong(_ part: PartID, at now: Instant) {
    if wrong.count >= Self.linksMax, let oldest = wrong.min(by: { $0.value.since < $1.value.since })?.key { wrong[oldest] = nil }
    wrong[part] = (count: (wrong[part]?.count ?? 0) + 1, since: wrong[part]?.since ?? now)
  }

  package func noteRight(_ part: PartID) { wrong[part] = nil }
}
