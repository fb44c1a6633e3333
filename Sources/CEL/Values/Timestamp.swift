/// An instant between the years 0001 and 9999, to the nanosecond.
package struct Timestamp: Hashable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z.
  package let seconds: Int64
  /// Nanoseconds within the second: 0 ..< 1,000,000,000.
  package let nanos: Int32

  package static let min = Timestamp(seconds: -62_135_596_800, nanos: 0)!
  package static let max = Timestamp(seconds: 253_402_300_799, nanos: 999_999_999)!

  static let nanosPerSecond: Int64 = 1_000_000_000

  /// Nil outside the years 0001 to 9999.
  package init?(seconds: Int64, nanos: Int32 = 0) {
    guard (-62_135_596_800...253_402_300_799).contains(seconds), (0..<1_000_000_000).contains(nanos) else { return nil }
    self.seconds = seconds
    self.nanos = nanos
  }

  /// The instant `span` later; nil where it leaves the range.
  package func adding(_ span: Span) -> Timestamp? {
    let whole = span.nanoseconds.flooredQuotient(by: Self.nanosPerSecond)
    let sum = Int64(nanos) + (span.nanoseconds - whole * Self.nanosPerSecond)
    let carry = sum >= Self.nanosPerSecond ? Int64(1) : 0
    return Timestamp(seconds: seconds + whole + carry, nanos: Int32(sum - carry * Self.nanosPerSecond))
  }

  package func subtracting(_ span: Span) -> Timestamp? {
    let whole = span.nanoseconds.flooredQuotient(by: Self.nanosPerSecond)
    let difference = Int64(nanos) - (span.nanoseconds - whole * Self.nanosPerSecond)
    let borrow = difference < 0 ? Int64(1) : 0
    return Timestamp(seconds: seconds - whole - borrow, nanos: Int32(difference + borrow * Self.nanosPerSecond))
  }

  /// The time from `earlier` to this; nil where it does not fit a span (292 years).
  package func since(_ earlier: Timestamp) -> Span? {
    let (scaled, overflow) = (seconds - earlier.seconds).multipliedReportingOverflow(by: Self.nanosPerSecond)
    guard !overflow else { return nil }
    let (sum, carried) = scaled.addingReportingOverflow(Int64(nanos) - Int64(earlier.nanos))
    return carried ? nil : Span(nanoseconds: sum)
  }
}

extension Timestamp: Comparable {
  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.seconds != right.seconds ? left.seconds < right.seconds : left.nanos < right.nanos
  }
}
