package import Channel

/// Keeps a channel within its rate windows, by real time. What is about to be sent is counted; what was not sent after
/// all is given back.
package actor RateGate {
  private let windows: [ChannelLimits.RateWindow]
  private let clock: any ExecutorClock
  /// When messages passed, oldest first.
  private var passed: [Double] = []

  package init(windows: [ChannelLimits.RateWindow], clock: any ExecutorClock) {
    self.windows = windows
    self.clock = clock
  }

  /// How many of the wanted messages may go now; these are counted.
  package func take(_ wanted: Int) -> Int {
    guard let longest = windows.map(\.seconds).max() else { return wanted }
    let now = clock.monotonicSeconds()
    passed.removeAll { $0 <= now - Double(longest) }
    let rooms = windows.map { window in
      window.messages - passed.count { $0 > now - Double(window.seconds) }
    }
    let allowed = max(0, min(wanted, rooms.min() ?? wanted))
    passed += Array(repeating: now, count: allowed)
    return allowed
  }

  package func giveBack(_ count: Int) {
    passed.removeLast(min(count, passed.count))
  }
}
