/// What one field of a cron expression matches.
struct CronTerms: Hashable, Sendable {
  /// Bit n is set when the number n matches.
  var numbers: UInt64 = 0
  /// `L` as a day of the month.
  var lastDay = false
  /// `LW`: the last day of the month from Monday to Friday.
  var lastWorkingDay = false
  /// Per day of the week (Sunday 0 and 7): bit n for its n-th in the month, bit 0 for its last.
  var nthWeekdays: [UInt8] = []

  /// Nothing but `L`, or nothing but `LW`: a step after it means nothing and is allowed, as in cronsim.
  var isOneLast: Bool { numbers == 0 && nthWeekdays.isEmpty && lastDay != lastWorkingDay }

  mutating func formUnion(_ other: CronTerms) {
    numbers |= other.numbers
    lastDay = lastDay || other.lastDay
    lastWorkingDay = lastWorkingDay || other.lastWorkingDay
    for (weekday, nths) in other.nthWeekdays.enumerated() { add(nths, ofWeekday: weekday) }
  }

  mutating func add(_ nths: UInt8, ofWeekday weekday: Int) {
    guard nths != 0 else { return }
    if nthWeekdays.isEmpty { nthWeekdays = Array(repeating: 0, count: 8) }
    nthWeekdays[weekday] |= nths
  }

  /// Sunday as 7 becomes Sunday as 0.
  func foldingSundays() -> CronTerms {
    var folded = self
    if numbers & 1 << 7 != 0 { folded.numbers |= 1 }
    folded.numbers &= ~(1 << 7)
    if !nthWeekdays.isEmpty {
      folded.nthWeekdays[0] |= folded.nthWeekdays[7]
      folded.nthWeekdays[7] = 0
    }
    return folded
  }
}
