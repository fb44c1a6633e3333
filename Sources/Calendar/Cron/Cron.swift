/// A schedule on the wall clock: `0 6 1 * *` is six in the morning of every 1st.
///
/// The dialect is that of Debian's cron and cronsim: minute, hour, day of month, month, day of week; names, lists, ranges, steps, `L`,
/// `LW`, `5L`, `MON#1`, and `@daily` and its kin. Day of month and day of week must *both* match where either begins with `*`; else
/// either is enough. Where clocks change, a schedule of fixed times (neither minute nor hour begins with `*`) fires once: a time that is
/// left out at the first instant after the gap, a time that comes twice at its first. Any other runs by elapsed time: whatever the wall
/// shows is matched, twice if it shows it twice.
package struct Cron: Hashable, Sendable {
  /// As written.
  package let source: String
  let minutes: UInt64
  let hours: UInt64
  let days: CronTerms
  let months: UInt64
  let weekdays: CronTerms
  /// Day of month *and* day of week, not either.
  let bothDays: Bool
  /// Minute or hour begins with `*`.
  let byElapsedTime: Bool
  /// What a change of clocks means where neither does.
  package internal(set) var changes = ClockChanges.usual

  package init(parsing text: String) throws(CronError) {
    let parser = try CronParser(text)
    let places = try parser.fields()
    func starred(_ field: CronField) -> Bool { parser.bytes[places[field.rawValue].lowerBound] == 0x2a }
    func terms(_ field: CronField) throws(CronError) -> CronTerms { try parser.terms(of: field, at: places[field.rawValue]) }
    source = text
    bothDays = starred(.dayOfMonth) || starred(.dayOfWeek)
    byElapsedTime = starred(.minute) || starred(.hour)
    minutes = try terms(.minute).numbers
    hours = try terms(.hour).numbers
    days = try terms(.dayOfMonth)
    months = try terms(.month).numbers
    weekdays = try terms(.dayOfWeek).foldingSundays()
    if let first = neverInItsMonths() {
      throw parser.wrong(.dayOfMonth, places[CronField.dayOfMonth.rawValue], "none of its months has a day \(first)")
    }
  }

  /// The least day of the month, where even a leap year's months are all shorter than it.
  private func neverInItsMonths() -> Int? {
    guard days.numbers != 0, !days.lastDay, !days.lastWorkingDay else { return nil }
    let first = days.numbers.trailingZeroBitCount
    let possible = (1...12).contains { months & 1 << UInt64($0) != 0 && first <= LocalDate.days(in: $0, of: 2_000) }
    return possible ? nil : first
  }
}

extension Cron: CustomStringConvertible {
  package var description: String { source }
}
