/// A number of units, with up to six digits behind the point.
struct DelayNumber {
  let whole: Int
  /// Millionths.
  let millionths: Int
  let hasPoint: Bool

  /// Digits, perhaps a point (or ISO's comma) and digits; nil if it is anything else or too long to mean a time.
  init?(_ bytes: some Collection<UInt8>) {
    let parts = bytes.split(omittingEmptySubsequences: false) { $0 == 0x2e || $0 == 0x2c }
    guard (1...2).contains(parts.count), let whole = decimal(parts[0]) else { return nil }
    self.whole = whole
    hasPoint = parts.count == 2
    guard parts.count == 2 else {
      millionths = 0
      return
    }
    guard (1...6).contains(parts[1].count), let value = decimal(Array(parts[1]) + Array(repeating: 0x30, count: 6 - parts[1].count)) else {
      return nil
    }
    millionths = value
  }

  /// In the unit's own place of a span; nil where a fraction comes to no whole month.
  func span(_ unit: DelayUnit) -> CalendarSpan? {
    switch unit {
    case .year:
      guard millionths * 12 % 1_000_000 == 0 else { return nil }
      return CalendarSpan(months: whole * 12 + millionths * 12 / 1_000_000, days: 0, microseconds: 0)
    case .month:
      return millionths == 0 ? CalendarSpan(months: whole, days: 0, microseconds: 0) : nil
    case .week, .day:
      let perUnit = unit == .week ? 7 : 1
      let part = Int64(millionths * perUnit) * (microsecondsPerDay / 1_000_000)
      return CalendarSpan(months: 0, days: whole * perUnit + Int(part / microsecondsPerDay), microseconds: part % microsecondsPerDay)
    case .hour, .minute, .second, .millisecond:
      return CalendarSpan(months: 0, days: 0, microseconds: microseconds(unit))
    }
  }

  func microseconds(_ unit: DelayUnit) -> Int64 {
    Int64(whole) * unit.microseconds + Int64(millionths) * unit.microseconds / 1_000_000
  }
}
