extension CalendarSpan {
  /// An ISO 8601 duration, perhaps with a sign: `P1D`, `PT36H`, `P3Y6M4DT12H30M5S`, `P2W`, and the form `P0001-02-03T04:05:06`.
  /// The last number may have a fraction; weeks stand alone.
  package init(iso8601 text: String) throws(TimeTextError) {
    var bytes = Array(text.utf8.prefix(65))[...]
    let sign = bytes.first
    if sign == 0x2b || sign == 0x2d { bytes = bytes.dropFirst() }
    guard bytes.count <= 64, bytes.first == 0x50,
      let span = CalendarSpan(iso: bytes.dropFirst()) ?? CalendarSpan(alternative: bytes.dropFirst())
    else { throw TimeTextError(text, "is no ISO 8601 duration", hint: "write P1D for a day, PT36H for 36 hours, P1M for a month") }
    let positive = try span.withinLimits(of: text)
    self = sign == 0x2d ? -positive : positive
  }

  /// What stands after the `P`, numbers with letters.
  private init?(iso text: ArraySlice<UInt8>) {
    var rest = text
    var sum = CalendarSpan(months: 0, days: 0, microseconds: 0)
    var last: DelayUnit?
    var inTime = false
    var ended = false
    while let first = rest.first {
      if first == 0x54, !inTime {
        inTime = true
        rest = rest.dropFirst()
        guard !rest.isEmpty else { return nil }
        continue
      }
      let digits = rest.prefix { (0x30...0x39).contains($0) || $0 == 0x2e || $0 == 0x2c }
      rest = rest.dropFirst(digits.count)
      guard !ended, let letter = rest.popFirst(), let number = DelayNumber(digits), let unit = DelayUnit(isoLetter: letter, inTime: inTime),
        last.map({ $0.rawValue < unit.rawValue && $0 != .week && unit != .week }) ?? true, let part = number.span(unit)
      else { return nil }
      sum = sum.plus(part)
      last = unit
      ended = number.hasPoint
    }
    guard last != nil else { return nil }
    self = sum
  }

  /// What stands after the `P` in the form of a date and a time, with or without separators.
  private init?(alternative text: ArraySlice<UInt8>) {
    let halves = text.split(separator: 0x54, maxSplits: 1, omittingEmptySubsequences: false)
    guard let date = halves.first, halves.count == 2 || !date.isEmpty else { return nil }
    var sum = CalendarSpan(months: 0, days: 0, microseconds: 0)
    if !date.isEmpty {
      guard let numbers = CalendarSpan.numbers(date, widths: [4, 2, 2], separator: 0x2d), numbers[1] <= 12, numbers[2] <= 31 else {
        return nil
      }
      sum.months = numbers[0] * 12 + numbers[1]
      sum.days = numbers[2]
    }
    if halves.count == 2 {
      let parts = halves[1].split(omittingEmptySubsequences: false) { $0 == 0x2e || $0 == 0x2c }
      guard let numbers = CalendarSpan.numbers(parts[0], widths: [2, 2, 2], separator: 0x3a), numbers[0] <= 24, numbers[1] < 60,
        numbers[2] < 60, parts.count <= 2, let seconds = DelayNumber([0x30] + halves[1].dropFirst(parts[0].count))
      else { return nil }
      let whole = Int64(numbers[0] * 3_600 + numbers[1] * 60 + numbers[2])
      sum.microseconds = whole * microsecondsPerSecond + Int64(seconds.millionths)
    }
    self = sum
  }

  private static func numbers(_ bytes: ArraySlice<UInt8>, widths: [Int], separator: UInt8) -> [Int]? {
    var rest = bytes
    let separated = rest.contains(separator)
    var numbers: [Int] = []
    for width in widths {
      if separated, !numbers.isEmpty, rest.popFirst() != separator { return nil }
      guard rest.count >= width, let number = decimal(rest.prefix(width)) else { return nil }
      numbers.append(number)
      rest = rest.dropFirst(width)
    }
    return rest.isEmpty ? numbers : nil
  }
}
