package import Channel

/// Keeps a channel within its rate windows, by real time.
package actor RateGate {
  private let windows: [ChannelLimits.RateWindow]
  private let clock: any ExecutorClock
  private var passed: [Double] = []

  package init(windows: [ChannelLimits.RateWindow], clock: any ExecutorClock) {
    self.windows = windows
    self.clock = clock
  }

  /// How long, in seconds, the next message has to wait; 0 lets it pass and counts it.
  package func secondsToWait() -> Double {
    guard let longest = windows.map(\.seconds).max() else { return 0 }
    let now = clock.monotonicSeconds()
    passed.removeAll { $0 <= now - Double(longest) }
    let waits = windows.compactMap { wait(for: $0, at: now) }
    if let wait = waits.max() { return wait }
    passed.append(now)
    return 0
  }

  private func wait(for window: ChannelLimits.RateWindow, at now: Double) -> Double? {
    let recent = passed.filter { $0 > now - Double(window.seconds) }
    guard recent.count >= window.messages else { return nil }
    return recent[recent.count - window.messages] + Double(window.seconds) - now
  }
}
