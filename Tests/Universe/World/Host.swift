/// A process of a universe: an executor, or somebody at the command line. It may stall, and it may die at any moment.
///
/// `@unchecked Sendable`: used on the universe's own thread alone.
package final class Host: @unchecked Sendable {
  package let name: String
  /// Whether faults happen to it; people's commands are never killed in the middle.
  package let isMortal: Bool
  package internal(set) var isDead = false
  /// The universe is over; whoever still waits is let go so that nothing stays behind.
  package internal(set) var isGone = false
  package internal(set) var stalledUntil = 0.0
  /// Tasks of a dead process: they go on when the universe is over, and find every door closed.
  var parked: [UnsafeContinuation<Void, Never>] = []

  package init(_ name: String, isMortal: Bool) {
    self.name = name
    self.isMortal = isMortal
  }

  /// Lets everything that waits come to its end.
  func reap() {
    isGone = true
    let waiting = parked
    parked = []
    for each in waiting { each.resume() }
  }
}
