/// A time of day on the wall, from 00:00 up to and with 24:00, which is only good as an end.
package struct LocalTime: Hashable, Comparable, Sendable {
  package let microsecondsOfDay: Int64

  package static let midnight = LocalTime(uncheckedMicroseconds: 0)
  /// 24:00: the end of a day, the same moment as the next day's 00:00.
  package static let endOfDay = LocalTime(uncheckedMicroseconds: microsecondsPerDay)

  init(uncheckedMicroseconds: Int64) { microsecondsOfDay = uncheckedMicroseconds }

  /// Nil outside 00:00 … 24:00.
  package init?(hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0) {
    guard (0...24).contains(hour), (0...59).contains(minute), (0...59).contains(second), (0...999_999).contains(microsecond) else {
      return nil
    }
    let total = Int64(hour * 3_600 + minute * 60 + second) * microsecondsPerSecond + Int64(microsecond)
    guard total <= microsecondsPerDay else { return nil }
    microsecondsOfDay = total
  }

  package var hour: Int { Int(microsecondsOfDay / microsecondsPerHour) }
  package var minute: Int { Int(microsecondsOfDay / microsecondsPerMinute % 60) }
  package var second: Int { Int(microsecondsOfDay / microsecondsPerSecond % 60) }
  package var microsecond: Int { Int(microsecondsOfDay % microsecondsPerSecond) }

  package static func < (left: LocalTime, right: LocalTime) -> Bool { left.microsecondsOfDay < right.microsecondsOfDay }
}

extension LocalTime: CustomStringConvertible {
  /// `09:00`, with seconds and their fraction only where there are any.
  package var description: String {
    let minutes = "\(padded(hour, 2)):\(padded(minute, 2))"
    return second == 0 && microsecond == 0 ? minutes : "\(minutes):\(padded(second, 2))\(fraction(microsecond))"
  }

  /// `9:00`, `09:00`, `24:00`, `09:00:30`.
  package init(parsing text: String) throws(TimeTextError) {
    let parts = text.utf8.prefix(9).split(separator: 0x3a, omittingEmptySubsequences: false)
    let numbers = parts.compactMap(decimal)
    guard text.utf8.count <= 8, numbers.count == parts.count, (2...3).contains(parts.count),
      (1...2).contains(parts[0].count), parts.dropFirst().allSatisfy({ $0.count == 2 }),
      let time = LocalTime(hour: numbers[0], minute: numbers[1], second: numbers.count == 3 ? numbers[2] : 0)
    else {
      throw TimeTextError(text, "is no time of day", hint: "write hours and minutes from 00:00 to 24:00: 09:00")
    }
    self = time
  }
}

/// `.5`, `.000001`, or nothing: a fraction of a second without zeros behind.
func fraction(_ microseconds: Int) -> String {
  guard microseconds != 0 else { return "" }
  var digits = Substring(padded(microseconds, 6))
  while digits.last == "0" { digits.removeLast() }
  return "." + digits
}
