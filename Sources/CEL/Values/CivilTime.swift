/// Date and time of day as a wall shows them, without a zone; years of the Gregorian calendar.
struct CivilTime: Hashable {
  var year: Int
  var month: Int
  var day: Int
  /// Seconds since midnight.
  var secondOfDay: Int
  /// 0 is Sunday.
  var weekday: Int
  /// 0 is the first of January.
  var dayOfYear: Int

  static let secondsPerDay: Int64 = 86_400

  /// What a wall at zero offset shows `seconds` after 1970.
  init(seconds: Int64) {
    let days = seconds.flooredQuotient(by: Self.secondsPerDay)
    secondOfDay = Int(seconds - days * Self.secondsPerDay)
    weekday = Int((days + 4) - (days + 4).flooredQuotient(by: 7) * 7)
    (year, month, day) = Self.date(days: days)
    dayOfYear = Int(days - Self.days(year: year, month: 1, day: 1))
  }

  /// Days since 1970-01-01 (algorithm: Howard Hinnant, chrono-compatible low-level date algorithms).
  static func days(year: Int, month: Int, day: Int) -> Int64 {
    let shifted = Int64(month <= 2 ? year - 1 : year)
    let era = shifted.flooredQuotient(by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func date(days: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted.flooredQuotient(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let index = (5 * dayOfYear + 2) / 153
    let month = index < 10 ? index + 3 : index - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (Int(year), Int(month), Int(dayOfYear - (153 * index + 2) / 5 + 1))
  }

  static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Int64 {
  /// Division that rounds down, for a divisor above zero.
  func flooredQuotient(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
