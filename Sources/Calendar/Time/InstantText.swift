extension Instant: CustomStringConvertible {
  /// RFC 3339 in UTC: `2026-02-28T09:00:00Z`, with a fraction of a second only where there is one.
  package var description: String { text(wall: microsecondsSinceEpoch) + "Z" }

  /// RFC 3339 with the zone's offset at that time: `2026-02-28T10:00:00+01:00`.
  package func description(in zone: Zone) -> String {
    let offset = zone.offsetSeconds(at: self)
    let minutes = abs(offset) / 60
    let sign = offset < 0 ? "-" : "+"
    return text(wall: microsecondsSinceEpoch + Int64(offset) * microsecondsPerSecond)
      + "\(sign)\(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
  }

  private func text(wall: Int64) -> String {
    let local = LocalDateTime(wallMicroseconds: wall)
    let time = local.time
    return "\(local.date)T\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))\(fraction(time.microsecond))"
  }

  /// RFC 3339: date, `T` (or a space), time, an optional fraction (digits beyond the sixth are dropped), `Z` or an offset.
  /// A leap second counts as the first of the next minute.
  package init(parsing text: String) throws(TimeTextError) {
    guard let instant = Instant(rfc3339: Array(text.utf8.prefix(Instant.textLengthMax + 1))) else {
      throw TimeTextError(text, "is no RFC 3339 time", hint: "write 2026-02-28T09:00:00Z or 2026-02-28T10:00:00+01:00")
    }
    self = instant
  }

  /// Date, time, nine digits of a fraction and an offset come to 35.
  private static let textLengthMax = 40

  private init?(rfc3339 bytes: [UInt8]) {
    guard bytes.count <= Instant.textLengthMax, bytes.count >= 20, bytes[4] == 0x2d, bytes[7] == 0x2d, bytes[13] == 0x3a, bytes[16] == 0x3a,
      [0x54, 0x74, 0x20].contains(bytes[10]),
      let year = decimal(bytes[0..<4]), let month = decimal(bytes[5..<7]), let day = decimal(bytes[8..<10]),
      let hour = decimal(bytes[11..<13]), let minute = decimal(bytes[14..<16]), let second = decimal(bytes[17..<19]),
      let date = LocalDate(year: year, month: month, day: day), year >= 1, hour <= 23, minute <= 59, second <= 60
    else { return nil }
    var rest = bytes[19...]
    var microseconds = 0
    if rest.first == 0x2e {
      let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty, digits.count <= 9, let value = decimal((digits + [0x30, 0x30, 0x30, 0x30, 0x30]).prefix(6)) else { return nil }
      microseconds = value
      rest = rest.dropFirst(1 + digits.count)
    }
    guard let offset = Instant.offset(rest) else { return nil }
    let seconds = Int64(date.daysSinceEpoch) * secondsPerDay + Int64(hour * 3_600 + minute * 60 + second - offset)
    self.init(microsecondsSinceEpoch: seconds * microsecondsPerSecond + Int64(microseconds))
  }

  /// Seconds east of UTC of `Z` or `+01:00`.
  private static func offset(_ rest: ArraySlice<UInt8>) -> Int? {
    let bytes = Array(rest)
    if bytes == [0x5a] || bytes == [0x7a] { return 0 }
    guard bytes.count == 6, bytes[0] == 0x2b || bytes[0] == 0x2d, bytes[3] == 0x3a,
      let hours = decimal(bytes[1..<3]), let minutes = decimal(bytes[4..<6]), hours <= 23, minutes <= 59
    else { return nil }
    return (hours * 60 + minutes) * (bytes[0] == 0x2d ? -60 : 60)
  }
}
