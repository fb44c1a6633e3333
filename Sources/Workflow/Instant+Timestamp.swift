package import CEL
package import Calendar

/// Expressions count nanoseconds, everything that is kept counts microseconds; both run from year 1 to 9999.
extension Timestamp {
  package init(_ instant: Instant) {
    let seconds = instant.secondsSinceEpoch
    let microseconds = instant.microsecondsSinceEpoch - seconds * 1_000_000
    // An instant is within the years that a timestamp knows, so the end is never taken.
    self = Timestamp(seconds: seconds, nanos: Int32(microseconds) * 1000) ?? .max
  }
}

extension Instant {
  /// What is less than a microsecond is cut.
  package init(_ timestamp: Timestamp) {
    self.init(microsecondsSinceEpoch: timestamp.seconds * 1_000_000 + Int64(timestamp.nanos / 1000))
  }
}

extension Value {
  package init(_ instant: Instant) { self = .timestamp(Timestamp(instant)) }
}
