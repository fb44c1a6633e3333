extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC, with as many digits of the second as needed: `2009-02-13T23:31:30.5Z`.
  package var description: String {
    let time = CivilTime(seconds: seconds)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(30)
    func append(_ number: Int, width: Int) {
      var divisor = 1
      for _ in 1..<width { divisor *= 10 }
      while divisor > 0 {
        bytes.append(UInt8(48 + number / divisor % 10))
        divisor /= 10
      }
    }
    append(time.year, width: 4)
    bytes.append(0x2D)
    append(time.month, width: 2)
    bytes.append(0x2D)
    append(time.day, width: 2)
    bytes.append(0x54)
    append(time.secondOfDay / 3600, width: 2)
    bytes.append(0x3A)
    append(time.secondOfDay / 60 % 60, width: 2)
    bytes.append(0x3A)
    append(time.secondOfDay % 60, width: 2)
    if nanos != 0 {
      bytes.append(0x2E)
      append(Int(nanos), width: 9)
      while bytes.last == 0x30 { bytes.removeLast() }
    }
    bytes.append(0x5A)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// RFC 3339 with a zone: `2009-02-13T23:31:30.5Z`, `…+06:00`. Nil where it is none, or outside the range; digits of the
  /// second beyond the ninth are cut.
  package init?(_ text: String) {
    var text = text
    guard let parsed = text.withUTF8({ Timestamp(utf8: $0) }) else { return nil }
    self = parsed
  }

  init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    var scanner = TimeScanner(bytes: bytes)
    guard let parsed = scanner.timestamp() else { return nil }
    self = parsed
  }
}

/// Reads fixed-width fields of a timestamp.
private struct TimeScanner {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func timestamp() -> Timestamp? {
    guard let year = number(4), take(0x2D), let month = number(2), take(0x2D), let day = number(2), take(0x54),
      let hour = number(2), take(0x3A), let minute = number(2), take(0x3A), let second = number(2),
      (1...12).contains(month), day >= 1, day <= CivilTime.daysInMonth(year: year, month: month),
      hour < 24, minute < 60, second < 60,
      let nanos = fraction(), let offset = zone(), position == bytes.count
    else { return nil }
    let days = CivilTime.days(year: year, month: month, day: day)
    let seconds = days * CivilTime.secondsPerDay + Int64(hour * 3600 + minute * 60 + second - offset)
    return Timestamp(seconds: seconds, nanos: nanos)
  }

  private mutating func number(_ width: Int) -> Int? {
    guard position + width <= bytes.count else { return nil }
    var result = 0
    for index in position..<(position + width) {
      guard (0x30...0x39).contains(bytes[index]) else { return nil }
      result = result * 10 + Int(bytes[index] - 0x30)
    }
    position += width
    return result
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func fraction() -> Int32? {
    guard take(0x2E) else { return 0 }
    var result: Int32 = 0
    var digits = 0
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
      if digits < 9 { result = result * 10 + Int32(bytes[position] - 0x30) }
      digits += 1
      position += 1
    }
    guard digits > 0 else { return nil }
    for _ in Swift.min(digits, 9)..<9 { result *= 10 }
    return result
  }

  /// Seconds east of Greenwich.
  private mutating func zone() -> Int? {
    if take(0x5A) { return 0 }
    let sign = take(0x2B) ? 1 : take(0x2D) ? -1 : 0
    guard sign != 0, let hours = number(2), take(0x3A), let minutes = number(2), hours < 24, minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
