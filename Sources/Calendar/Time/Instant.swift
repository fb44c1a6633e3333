/// A point in time, the same for everybody: what a deadline, an event and a history line carry.
///
/// Counted in whole microseconds from 1970-01-01T00:00:00Z without leap seconds, which is what PostgreSQL keeps.
/// Years run from 1 to 9999, as in RFC 3339; an instant made beyond either end is that end, so arithmetic never traps.
package struct Instant: Hashable, Comparable, Sendable {
  package let microsecondsSinceEpoch: Int64

  package static let epoch = Instant(microsecondsSinceEpoch: 0)
  /// 0001-01-01T00:00:00Z.
  package static let earliest = Instant(microsecondsSinceEpoch: -62_135_596_800_000_000)
  /// 9999-12-31T23:59:59.999999Z.
  package static let latest = Instant(microsecondsSinceEpoch: 253_402_300_799_999_999)

  package init(microsecondsSinceEpoch: Int64) {
    let ends: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999
    self.microsecondsSinceEpoch = min(max(microsecondsSinceEpoch, ends.lowerBound), ends.upperBound)
  }

  package init(secondsSinceEpoch: Int64) {
    self.init(microsecondsSinceEpoch: secondsSinceEpoch.saturatingTimes(microsecondsPerSecond))
  }

  /// Whole seconds since the epoch, rounded towards the past.
  package var secondsSinceEpoch: Int64 { microsecondsSinceEpoch.floorDivided(by: microsecondsPerSecond) }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.microsecondsSinceEpoch < right.microsecondsSinceEpoch
  }

  package func adding(microseconds: Int64) -> Instant {
    Instant(microsecondsSinceEpoch: microsecondsSinceEpoch.saturatingPlus(microseconds))
  }

  package func adding(seconds: Int64) -> Instant {
    adding(microseconds: seconds.saturatingTimes(microsecondsPerSecond))
  }

  package static func + (instant: Instant, duration: Duration) -> Instant {
    instant.adding(microseconds: duration.wholeMicroseconds)
  }

  package static func - (instant: Instant, duration: Duration) -> Instant {
    instant.adding(microseconds: Int64(0).saturatingMinus(duration.wholeMicroseconds))
  }

  package static func - (later: Instant, earlier: Instant) -> Duration {
    .microseconds(later.microsecondsSinceEpoch - earlier.microsecondsSinceEpoch)
  }
}

extension Duration {
  /// In microseconds, rounded towards zero; beyond 292,000 years the largest that fits.
  package var wholeMicroseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds.saturatingTimes(microsecondsPerSecond).saturatingPlus(attoseconds / 1_000_000_000_000)
  }
}
