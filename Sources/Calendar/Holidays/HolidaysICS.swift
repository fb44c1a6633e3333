extension Holidays {
  /// An iCalendar file (RFC 5545) of whole days: `DTSTART`, `DTEND` or `DURATION`, `SUMMARY`, `RRULE` with `FREQ=YEARLY`, `EXDATE`,
  /// `STATUS:CANCELLED`. Other properties are left alone, other rules refused.
  package init(ics bytes: [UInt8]) throws(HolidayError) {
    try Holidays.checkSize(bytes)
    let lines = try ICSLine.all(bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes)
    guard let first = lines.first, first.name == "BEGIN", first.value.uppercased() == "VCALENDAR" else {
      throw HolidayError(line: 1, problem: "this is no iCalendar file", hint: "it begins with BEGIN:VCALENDAR")
    }
    self.init()
    var open: [String] = []
    var event: ICSEvent?
    for line in lines {
      switch line.name {
      case "BEGIN":
        guard open.count < Holidays.componentsMax else { throw Holidays.unbalanced(line) }
        open.append(line.value.uppercased())
        if open == ["VCALENDAR", "VEVENT"] { event = ICSEvent() }
      case "END":
        guard open.last == line.value.uppercased() else { throw Holidays.unbalanced(line) }
        if open == ["VCALENDAR", "VEVENT"], let event { try add(event, endingAt: line) }
        open.removeLast()
      default:
        if open == ["VCALENDAR", "VEVENT"] { try event?.take(line) }
      }
    }
    guard open.isEmpty else {
      throw HolidayError(
        line: lines.last?.number, problem: "the file ends inside \(open.joined(separator: ", "))", hint: "it may be cut off")
    }
  }

  /// A calendar, an event, an alarm in it: nothing lies deeper.
  private static let componentsMax = 8

  private static func unbalanced(_ line: ICSLine) -> HolidayError {
    HolidayError(
      line: line.number, problem: "\(line.name):\(line.value.prefix(40)) fits no open component", hint: "BEGIN and END come in pairs")
  }

  private mutating func add(_ event: ICSEvent, endingAt line: ICSLine) throws(HolidayError) {
    if event.isCancelled { return }
    for date in try event.dates(endingAt: line.number) { try add(date, event.summary ?? "Holiday", line: line.number) }
  }
}
