import Calendar

extension Instant {
  /// A real number of seconds later, to the microsecond.
  func adding(seconds: Double) -> Instant {
    adding(microseconds: Int64((seconds * 1_000_000).rounded()))
  }
}
