/// What is known of an event while its lines are read.
struct ICSEvent {
  private(set) var summary: String?
  private(set) var isCancelled = false
  private var start: LocalDate?
  private var end: LocalDate?
  private var days: Int?
  private var yearly: YearlyRule?
  private var exceptions: Set<LocalDate> = []

  /// A holiday of more than a year is a slip.
  private static let daysMax = 366

  mutating func take(_ line: ICSLine) throws(HolidayError) {
    switch line.name {
    case "SUMMARY": summary = line.text
    case "STATUS": isCancelled = line.value.uppercased() == "CANCELLED"
    case "DTSTART": start = try line.date()
    case "DTEND": end = try line.date()
    case "DURATION":
      guard let span = try? CalendarSpan(iso8601: line.value), span.months == 0, span.microseconds == 0 else {  // said in the error below
        throw HolidayError(line: line.number, problem: "`\(line.value.prefix(40))` is no number of days", hint: "write DURATION:P1D")
      }
      days = span.days
    case "RRULE": yearly = try YearlyRule(line)
    case "RDATE": throw HolidayError(line: line.number, problem: "RDATE is not known here", hint: "write an event for each day")
    case "EXDATE":
      for part in line.value.split(separator: ",") {
        exceptions.insert(try ICSLine(Array("EXDATE:\(part)".utf8), number: line.number).date())
      }
    default: break
    }
  }

  /// All its days off, in order.
  func dates(endingAt line: Int) throws(HolidayError) -> [LocalDate] {
    guard let start else { throw HolidayError(line: line, problem: "the event has no DTSTART", hint: "write DTSTART;VALUE=DATE:20260101") }
    let length = end.map { $0.daysSinceEpoch - start.daysSinceEpoch } ?? days ?? 1
    guard (0...ICSEvent.daysMax).contains(length) else {
      throw HolidayError(
        line: line, problem: "the event takes \(length) days", hint: "DTEND is the day after the last, at most a year later")
    }
    // An end on the day of the start is not what the standard says, but some programs write it for a single day.
    let starts = yearly?.dates(from: start) ?? [start]
    return starts.filter { !exceptions.contains($0) }.flatMap { first in (0..<max(1, length)).map { first.adding(days: $0) } }
  }
}

/// `RRULE:FREQ=YEARLY`: the same day each year.
struct YearlyRule {
  private var interval = 1
  private var count: Int?
  private var until: LocalDate?

  /// A rule without an end is followed this far.
  private static let yearsMax = 100

  init(_ line: ICSLine) throws(HolidayError) {
    var frequency: String?
    for part in line.value.uppercased().split(separator: ";") {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else { throw YearlyRule.unknown(line) }
      switch sides[0] {
      case "FREQ": frequency = sides[1]
      case "INTERVAL": interval = try YearlyRule.number(sides[1], line)
      case "COUNT": count = try YearlyRule.number(sides[1], line)
      case "UNTIL": until = try ICSLine(Array("UNTIL:\(sides[1].prefix(8))".utf8), number: line.number).date()
      case "WKST": break
      default: throw YearlyRule.unknown(line)
      }
    }
    guard frequency == "YEARLY" else { throw YearlyRule.unknown(line) }
  }

  /// 29 February comes in leap years only.
  func dates(from start: LocalDate) -> [LocalDate] {
    let found = stride(from: start.year, through: min(start.year + YearlyRule.yearsMax, 9_999), by: interval).lazy
      .compactMap { LocalDate(year: $0, month: start.month, day: start.day) }
      .prefix { date in until.map { date <= $0 } ?? true }
    return Array(found.prefix(count ?? .max))
  }

  private static func number(_ text: String, _ line: ICSLine) throws(HolidayError) -> Int {
    guard let number = decimal(Array(text.utf8)), number > 0 else { throw unknown(line) }
    return number
  }

  private static func unknown(_ line: ICSLine) -> HolidayError {
    HolidayError(
      line: line.number, problem: "the rule `\(line.value.prefix(80))` is not known here",
      hint: "FREQ=YEARLY with INTERVAL, COUNT or UNTIL is; write an event for each day otherwise")
  }
}
