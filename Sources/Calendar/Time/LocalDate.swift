/// A day on the wall calendar (proleptic Gregorian), in no zone: `2026-02-28`.
package struct LocalDate: Hashable, Comparable, Sendable {
  package let year: Int
  package let month: Int
  package let day: Int

  /// Nil where no such day exists, or outside the years 0 to 9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1, day <= LocalDate.days(in: month, of: year) else { return nil }
    self.init(uncheckedYear: year, month: month, day: day)
  }

  init(uncheckedYear year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day that many days after 1970-01-01. Whole eras of 400 years, each beginning on 1 March, so that a leap day ends its year.
  package init(daysSinceEpoch: Int) {
    let shifted = daysSinceEpoch + 719_468
    let era = shifted.floorDivided(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  package var daysSinceEpoch: Int {
    let marchYear = month <= 2 ? year - 1 : year
    let era = marchYear.floorDivided(by: 400)
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  package var weekday: Weekday {
    Weekday.allCases[(daysSinceEpoch + 3).floorRemainder(by: 7)]
  }

  package static func < (left: LocalDate, right: LocalDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  /// No more days or months than these are added at once: 10,000 years, beyond which no date has a name here.
  static let daysMax = 3_652_425
  static let monthsMax = 120_000

  package func adding(days: Int) -> LocalDate {
    LocalDate(daysSinceEpoch: daysSinceEpoch + days.clamped(to: -LocalDate.daysMax...LocalDate.daysMax))
  }

  /// The same day that many months on, or the last of a month that has no such day: 31 January and a month is 28 or 29 February.
  package func adding(months: Int) -> LocalDate {
    let count = year * 12 + month - 1 + months.clamped(to: -LocalDate.monthsMax...LocalDate.monthsMax)
    let year = count.floorDivided(by: 12)
    let month = count.floorRemainder(by: 12) + 1
    return LocalDate(uncheckedYear: year, month: month, day: min(day, LocalDate.days(in: month, of: year)))
  }

  package var startOfMonth: LocalDate { LocalDate(uncheckedYear: year, month: month, day: 1) }

  package var daysInMonth: Int { LocalDate.days(in: month, of: year) }

  package static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: isLeap(year) ? 29 : 28
    default: 31
    }
  }

  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
}

extension LocalDate: CustomStringConvertible {
  package var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }

  /// `2026-02-28`, or `20260228` as calendars are exchanged.
  package init(parsing text: String) throws(TimeTextError) {
    let bytes = Array(text.utf8.prefix(11))
    let digits = bytes.count == 10 && bytes[4] == 0x2d && bytes[7] == 0x2d ? bytes[0..<4] + bytes[5..<7] + bytes[8..<10] : bytes[...]
    guard digits.count == 8, let number = decimal(digits),
      let date = LocalDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    else {
      throw TimeTextError(text, "is no date", hint: "write year, month and day: 2026-02-28")
    }
    self = date
  }
}

/// The value of up to nine ASCII digits; nil if there is anything else, or nothing.
func decimal(_ digits: some Collection<UInt8>) -> Int? {
  guard !digits.isEmpty, digits.count <= 9 else { return nil }
  var value = 0
  for digit in digits {
    guard (0x30...0x39).contains(digit) else { return nil }
    value = value * 10 + Int(digit - 0x30)
  }
  return value
}
