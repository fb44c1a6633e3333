/// A run of letters in a date pattern, and what it stands for.
enum DatePatternField: String, Hashable, CaseIterable {
  case year = "yyyy"
  case yearOfCentury = "yy"
  case monthName = "MMMM"
  case shortMonthName = "MMM"
  case month2 = "MM"
  case month = "M"
  case day2 = "dd"
  case day = "d"
  case weekdayName = "EEEE"
  case shortWeekdayName = "EEE"
  case hour2 = "HH"
  case hour = "H"
  case hourOfHalf2 = "hh"
  case hourOfHalf = "h"
  case halfOfDay = "a"
  case minute2 = "mm"
  case second2 = "ss"
  case millisecond3 = "SSS"
  case offset = "XXX"
  case zoneName = "z"

  static func hint(_ letters: Substring) -> String {
    let known = "known are \(allCases.map(\.rawValue).joined(separator: " "))"
    switch letters.first {
    case "T", "Z": return "letters that are meant as they stand are quoted: '\(letters)'"
    case "Y", "u": return "the year is yyyy"
    case "D": return "the day of the month is d or dd"
    case "e", "c": return "the day of the week is EEE or EEEE"
    case "k", "K": return "hours are HH, or hh with a"
    default: return "\(known); other letters are quoted: '\(letters)'"
    }
  }
}

/// A time as a zone's wall shows it, for one language.
struct DatePatternMoment {
  let instant: Instant
  let zone: Zone
  let language: Language
  let local: LocalDateTime

  init(instant: Instant, zone: Zone, language: Language) {
    self.instant = instant
    self.zone = zone
    self.language = language
    local = zone.local(instant)
  }

  func text(_ field: DatePatternField) -> String {
    let (date, time) = (local.date, local.time)
    return switch field {
    case .year: number(date.year, 4)
    case .yearOfCentury: number(date.year % 100, 2)
    case .monthName: language.months[date.month - 1]
    case .shortMonthName: language.shortMonths[date.month - 1]
    case .month2: number(date.month, 2)
    case .month: number(date.month, 1)
    case .day2: number(date.day, 2)
    case .day: number(date.day, 1)
    case .weekdayName: language.weekdays[date.weekday.rawValue - 1]
    case .shortWeekdayName: language.shortWeekdays[date.weekday.rawValue - 1]
    case .hour2: number(time.hour, 2)
    case .hour: number(time.hour, 1)
    case .hourOfHalf2: number((time.hour + 11) % 12 + 1, 2)
    case .hourOfHalf: number((time.hour + 11) % 12 + 1, 1)
    case .halfOfDay: time.hour < 12 ? "AM" : "PM"
    case .minute2: number(time.minute, 2)
    case .second2: number(time.second, 2)
    case .millisecond3: number(time.microsecond / 1_000, 3)
    case .offset: offset
    case .zoneName: zone.abbreviation(at: instant, language: language)
    }
  }

  private func number(_ value: Int, _ width: Int) -> String { language.digits(padded(value, width)) }

  /// `+02:00`, or `Z` for none: read by machines, so in ASCII digits always.
  private var offset: String {
    let seconds = zone.offsetSeconds(at: instant)
    if seconds == 0 { return "Z" }
    let minutes = abs(seconds) / 60
    return "\(seconds < 0 ? "-" : "+")\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
  }
}
