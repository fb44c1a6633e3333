extension Delay {
  /// `10m`, `2h`, `1h30m`, `1d`, `1w`, `1mo`, `1y`, `90s`, `3 business days`, `4 business hours`, and ISO 8601 (`P1D`, `PT36H`).
  package init(parsing text: String) throws(TimeTextError) {
    let bytes = Array(text.utf8.prefix(Delay.textLengthMax + 1))
    guard bytes.count <= Delay.textLengthMax else {
      throw TimeTextError(text, "is too long for a duration", hint: Delay.examples)
    }
    if let first = bytes.first, [0x50, 0x2b, 0x2d].contains(first) {
      let span = try CalendarSpan(iso8601: text)
      guard span.months >= 0, span.days >= 0, span.microseconds >= 0 else {
        throw TimeTextError(text, "is negative", hint: "a delay counts forward; for `before`, compute a time with `at`")
      }
      self = .span(span)
      return
    }
    let words = try DelayWord.split(bytes, of: text)
    if let business = try Delay.business(words, of: text) {
      self = business
    } else {
      self = .span(try Delay.span(words, of: text))
    }
  }

  /// No duration is longer than this in words.
  private static let textLengthMax = 100
  private static let examples = "write 10m, 2h, 1d, 1w, 1mo, 1h30m, 3 business days, 4 business hours, or ISO 8601 as PT36H"

  private static func business(_ words: [DelayWord], of text: String) throws(TimeTextError) -> Delay? {
    guard words.contains(where: { $0.isBusiness }) else { return nil }
    guard words.count == 1, let word = words.first else {
      throw TimeTextError(text, "mixes business time with other units", hint: "write one number: 3 business days, or 4 business hours")
    }
    switch word.unit {
    case .day:
      guard !word.number.hasPoint, (1...BusinessCalendar.daysMax).contains(word.number.whole) else {
        throw TimeTextError(
          text, at: word.place, "is no number of business days", hint: "write a whole number from 1 to \(BusinessCalendar.daysMax)")
      }
      return .businessDays(word.number.whole)
    case .hour, .minute:
      let time = word.number.microseconds(word.unit)
      guard time <= BusinessCalendar.openTimeMax else {
        throw TimeTextError(
          text, at: word.place, "is too long", hint: "at most \(BusinessCalendar.openTimeMax / microsecondsPerHour) business hours")
      }
      return .businessTime(microseconds: time)
    case .year, .month, .week, .second, .millisecond:
      throw TimeTextError(text, at: word.place, "is no business time", hint: "business days, business hours and business minutes are known")
    }
  }

  private static func span(_ words: [DelayWord], of text: String) throws(TimeTextError) -> CalendarSpan {
    var sum = CalendarSpan(months: 0, days: 0, microseconds: 0)
    var last: DelayUnit?
    for word in words {
      if let last, word.unit.rawValue <= last.rawValue {
        throw TimeTextError(text, at: word.place, "has its units out of order", hint: "write each once, the longest first: 1h30m")
      }
      last = word.unit
      guard let part = word.number.span(word.unit) else {
        throw TimeTextError(text, at: word.place, "divides a month", hint: "months are not all equally long: write days")
      }
      sum = sum.plus(part)
    }
    return try sum.withinLimits(of: text)
  }
}

extension CalendarSpan {
  /// No deadline is set further away; more is a slip of the finger.
  static let monthsMax = 1_200
  static let daysMax = 36_525
  static let microsecondsMax = Int64(daysMax) * microsecondsPerDay

  /// Summands come from nine digits at most, so this cannot overflow.
  func plus(_ other: CalendarSpan) -> CalendarSpan {
    CalendarSpan(months: months + other.months, days: days + other.days, microseconds: microseconds + other.microseconds)
  }

  func withinLimits(of text: String) throws(TimeTextError) -> CalendarSpan {
    guard months.magnitude <= CalendarSpan.monthsMax, days.magnitude <= CalendarSpan.daysMax,
      microseconds.magnitude <= CalendarSpan.microsecondsMax
    else { throw TimeTextError(text, "is longer than 100 years", hint: "no deadline is that far away") }
    return self
  }
}
