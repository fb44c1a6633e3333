import Foundation

/// What `getHours("Europe/Berlin")` asks: how far a zone's wall clock is from UTC at an instant.
enum Zone {
  /// Seconds east of Greenwich; nil where the name is neither an IANA zone nor an offset (`+05:30`, `-02:00`, `02:00`).
  static func offsetSeconds(_ name: String, at instant: Timestamp) -> Int? {
    if name == "UTC" || name == "Z" { return 0 }
    if let offset = fixedOffset(name) { return offset }
    guard let zone = TimeZone(identifier: name) else { return nil }
    return zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.seconds)))
  }

  private static func fixedOffset(_ name: String) -> Int? {
    var digits = Array(name.utf8)
    var sign = 1
    if let first = digits.first, first == 0x2B || first == 0x2D {
      sign = first == 0x2D ? -1 : 1
      digits.removeFirst()
    }
    guard digits.count == 5, digits[2] == 0x3A else { return nil }
    digits.remove(at: 2)
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    let numbers = digits.map { Int($0) - 0x30 }
    let (hours, minutes) = (numbers[0] * 10 + numbers[1], numbers[2] * 10 + numbers[3])
    guard hours < 24, minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
