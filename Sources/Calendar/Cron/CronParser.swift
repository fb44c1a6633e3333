/// Reads the five fields in the dialect of Debian's cron with the extensions of cronsim (`L`, `LW`, `5L`, `MON#1`).
struct CronParser {
  let bytes: [UInt8]

  /// The longest sensible list names every minute; more is no schedule.
  private static let lengthMax = 1_000
  /// Steps and numbers beyond this mean the same as this: nothing runs on.
  private static let numberMax = 1_000

  private static let nicknames = [
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
  ]

  init(_ text: String) throws(CronError) {
    guard text.utf8.count <= CronParser.lengthMax else {
      throw CronError(
        field: nil, place: 0..<text.utf8.count, problem: "a cron expression of more than \(CronParser.lengthMax) characters",
        hint: "write ranges and steps instead of long lists")
    }
    let trimmed = text.split(whereSeparator: \.isWhitespace)
    bytes = Array((trimmed.count == 1 ? CronParser.nicknames[trimmed[0].lowercased()] ?? text : text).utf8)
  }

  /// The five fields' places.
  func fields() throws(CronError) -> [Range<Int>] {
    let separators: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d]
    let words = bytes.indices.split { separators.contains(bytes[$0]) }
    guard words.count == CronField.allCases.count else {
      let hint =
        words.count == 6
        ? "there is no field for seconds; write the minute first"
        : "write minute, hour, day of month, month, day of week: `0 6 1 * *`"
      throw CronError(
        field: nil, place: 0..<bytes.count, problem: "a cron expression has 5 fields, this one has \(words.count)", hint: hint)
    }
    return words.map { $0.startIndex..<$0.endIndex }
  }

  func terms(of field: CronField, at place: Range<Int>) throws(CronError) -> CronTerms {
    var terms = CronTerms()
    var start = place.lowerBound
    while true {
      let comma = bytes[start..<place.upperBound].firstIndex(of: 0x2c) ?? place.upperBound
      terms.formUnion(try term(of: field, at: start..<comma))
      guard comma < place.upperBound else { return terms }
      start = comma + 1
    }
  }

  /// One entry of a list.
  private func term(of field: CronField, at place: Range<Int>) throws(CronError) -> CronTerms {
    let word = bytes[place]
    if word.elementsEqual([0x2a]) { return CronTerms(numbers: CronParser.mask(field.range)) }
    if field == .dayOfWeek, upper(place).contains("L") {
      let digits = place.lowerBound..<max(place.lowerBound, place.upperBound - 1)
      guard upper(place).hasSuffix("L"), decimal(bytes[digits]) != nil else { throw wrong(field, place) }
      var terms = CronTerms()
      terms.add(1, ofWeekday: try number(of: field, at: digits))
      return terms
    }
    if field == .dayOfWeek, let hash = word.firstIndex(of: 0x23) {
      let nth = try count(field, hash + 1..<place.upperBound)
      guard (1...5).contains(nth) else {
        throw wrong(field, hash + 1..<place.upperBound, "a month has no such \(CronField.dayOfWeek.name)")
      }
      var terms = CronTerms()
      terms.add(1 << UInt8(nth), ofWeekday: try number(of: field, at: place.lowerBound..<hash))
      return terms
    }
    if let slash = word.firstIndex(of: 0x2f) { return try stepped(field, place, slash) }
    if let dash = word.firstIndex(of: 0x2d) {
      let first = try number(of: field, at: place.lowerBound..<dash)
      let last = try number(of: field, at: dash + 1..<place.upperBound)
      guard first <= last else { throw wrong(field, place, "the range runs backwards") }
      return CronTerms(numbers: CronParser.mask(first...last))
    }
    if field == .dayOfMonth, upper(place) == "L" { return CronTerms(lastDay: true) }
    if field == .dayOfMonth, upper(place) == "LW" { return CronTerms(lastWorkingDay: true) }
    return CronTerms(numbers: 1 << UInt64(try number(of: field, at: place)))
  }

  /// `*/15`, `9-17/2`; after a single number the step runs to the field's end, as in `5/15`.
  private func stepped(_ field: CronField, _ place: Range<Int>, _ slash: Int) throws(CronError) -> CronTerms {
    let step = try count(field, slash + 1..<place.upperBound)
    guard step > 0 else { throw wrong(field, slash + 1..<place.upperBound, "a step of 0 never moves on") }
    var terms = try term(of: field, at: place.lowerBound..<slash)
    if terms.isOneLast { return terms }
    if terms.numbers.nonzeroBitCount == 1 {
      terms.numbers = CronParser.mask(terms.numbers.trailingZeroBitCount...field.range.upperBound)
    }
    var kept: UInt64 = 0
    var index = 0
    for number in field.range where terms.numbers & 1 << UInt64(number) != 0 {
      if index.isMultiple(of: step) { kept |= 1 << UInt64(number) }
      index += 1
    }
    terms.numbers = kept
    return terms
  }

  private static func mask(_ range: ClosedRange<Int>) -> UInt64 {
    range.reduce(0) { $0 | 1 << UInt64($1) }
  }

  private func number(of field: CronField, at place: Range<Int>) throws(CronError) -> Int {
    if let index = field.names.firstIndex(of: upper(place)) { return index + field.range.lowerBound }
    let value = try count(field, place)
    guard field.range.contains(value) else {
      throw wrong(field, place)
    }
    return value
  }

  /// Digits, and nothing else.
  private func count(_ field: CronField, _ place: Range<Int>) throws(CronError) -> Int {
    guard !place.isEmpty else { throw wrong(field, place) }
    var value = 0
    for byte in bytes[place] {
      guard (0x30...0x39).contains(byte) else { throw wrong(field, place) }
      value = min(value * 10 + Int(byte - 0x30), CronParser.numberMax)
    }
    return value
  }

  private func upper(_ place: Range<Int>) -> String {
    String(decoding: bytes[place].map { (0x61...0x7a).contains($0) ? $0 - 0x20 : $0 }, as: UTF8.self)
  }

  func wrong(_ field: CronField, _ place: Range<Int>, _ problem: String? = nil) -> CronError {
    let text = String(decoding: bytes[place], as: UTF8.self)
    return CronError(
      field: field, place: place, problem: problem ?? "`\(text)` is no \(field.name)", hint: "\(field.name) is \(field.allowed)")
  }
}
