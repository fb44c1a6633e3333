package import Calendar

/// The two times of a step: when it was due or its event was taken in, and when it really runs.
package struct Moment: Hashable, Sendable {
  /// Logical: what `now` says in expressions; never falls within an instance.
  package var now: Instant
  /// Real: no deadline is set before it.
  package var wall: Instant

  package init(now: Instant, wall: Instant) {
    self.now = now
    self.wall = wall
  }
}
