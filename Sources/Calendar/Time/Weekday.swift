/// A day of the week; weeks begin on Monday (ISO 8601).
package enum Weekday: Int, Hashable, CaseIterable, Comparable, Sendable {
  case monday = 1
  case tuesday, wednesday, thursday, friday, saturday, sunday

  package static func < (left: Weekday, right: Weekday) -> Bool { left.rawValue < right.rawValue }

  /// As cron counts: Sunday 0 … Saturday 6.
  var cronNumber: Int { rawValue % 7 }

  /// From an English name or its first three letters, in any case: `Friday`, `fri`.
  package init?(name: String) {
    let wanted = name.lowercased()
    guard let day = Weekday.allCases.first(where: { "\($0)" == wanted || "\($0)".prefix(3) == wanted }) else { return nil }
    self = day
  }
}
