import Calendar
import Executor
import Foundation

/// The one place of the program that reads a clock, sleeps, and throws dice.
struct SystemClock: ExecutorClock {
  func monotonicSeconds() -> Double {
    let since = ContinuousClock.now - Self.start
    return Double(since.components.seconds) + Double(since.components.attoseconds) / 1e18
  }

  func pause(seconds: Double) async {
    // Cancelled means: go on early.
    try? await Task.sleep(for: .seconds(max(0, seconds)))
  }

  func chance() -> Double { Double.random(in: 0..<1) }

  /// For words typed by a person; the executor's time is the database's.
  func now() -> Instant {
    Instant(microsecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1_000_000))
  }

  /// A fresh id for this process, 32 hexadecimal digits.
  func freshID() -> String {
    UUID().uuidString.replacing("-", with: "").lowercased()
  }

  private static let start = ContinuousClock.now
}
