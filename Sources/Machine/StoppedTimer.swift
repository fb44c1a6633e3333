package import Calendar

/// A deadline whose clock stands still: its state is active, and none of those in which its clock runs.
package struct StoppedTimer: Hashable, Sendable {
  /// The entry of the state that it belongs to; 0 is the root's.
  package var entry: Int
  /// Its place among the state's timers.
  package var spec: Int
  /// What is left of it when the clock goes on.
  package var left: RunningTime
  package var since: Instant

  package init(entry: Int, spec: Int, left: RunningTime, since: Instant) {
    self.entry = entry
    self.spec = spec
    self.left = left
    self.since = since
  }
}
