package import Machine
import Workflow

/// When a failed attempt is repeated.
package enum RetryDelays {
  /// A message that is refused for now: after a minute, five, fifteen, then hourly; a greylisting server is through by
  /// the second, a full mailbox may take the night.
  package static let messageSeconds: [Double] = [60, 300, 900, 3600, 3600, 3600, 3600, 3600, 7200, 14400, 14400]
  /// Between resends of a message that may have arrived.
  package static let resendSeconds = 60.0
  /// No delay grows beyond a day.
  package static let secondsMax = 86_400.0

  /// Nil once all attempts are used up.
  package static func message(afterAttempts attempts: Int, askedSeconds: Double?) -> Double? {
    guard attempts <= messageSeconds.count else { return nil }
    return min(max(messageSeconds[max(0, attempts - 1)], askedSeconds ?? 0), secondsMax)
  }

  /// - Parameter chance: 0..<1, spreads by the policy's jitter.
  package static func question(
    _ retry: AskEffect.Retry, afterAttempts attempts: Int, askedSeconds: Double?, chance: Double
  ) -> Double? {
    if let allowed = retry.attempts, attempts >= allowed { return nil }
    var seconds = Double(retry.delaySeconds)
    if retry.backoff == .exponential {
      for _ in 1..<max(2, min(attempts, 64)) where attempts > 1 { seconds = min(seconds * 2, secondsMax) }
    }
    seconds *= 1 + retry.jitter * (2 * chance - 1)
    return min(max(seconds, askedSeconds ?? 0), secondsMax)
  }
}
