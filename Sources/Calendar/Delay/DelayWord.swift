/// A number with its unit, as in `1h30m` or `3 business days`.
struct DelayWord {
  let number: DelayNumber
  let unit: DelayUnit
  let isBusiness: Bool
  let place: Range<Int>

  /// All of them in a text, one after another.
  static func split(_ bytes: [UInt8], of text: String) throws(TimeTextError) -> [DelayWord] {
    var scanner = DelayScanner(bytes: bytes)
    var words: [DelayWord] = []
    scanner.skipSpaces()
    while !scanner.isAtEnd {
      words.append(try scanner.word(of: text))
      scanner.skipSpaces()
    }
    guard !words.isEmpty else { throw TimeTextError(text, "is no duration", hint: "write a number with its unit: 10m, 2h, 1d") }
    return words
  }
}

/// Walks through the bytes of a duration.
private struct DelayScanner {
  let bytes: [UInt8]
  var position = 0

  var isAtEnd: Bool { position == bytes.count }

  mutating func skipSpaces() { _ = take { $0 == 0x20 || $0 == 0x09 } }

  mutating func take(while matches: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = position
    while position < bytes.count, matches(bytes[position]) { position += 1 }
    return bytes[start..<position]
  }

  mutating func word(of text: String) throws(TimeTextError) -> DelayWord {
    let start = position
    let digits = take { (0x30...0x39).contains($0) || $0 == 0x2e || $0 == 0x2c }
    guard !digits.isEmpty else {
      throw TimeTextError(text, at: start..<bytes.count, "is no duration", hint: "write a number with its unit: 10m, 2h, 3 business days")
    }
    guard let number = DelayNumber(digits) else {
      throw TimeTextError(text, at: start..<position, "has no usable number", hint: "at most nine digits, and six behind the point")
    }
    skipSpaces()
    var name = letters()
    let isBusiness = name == "business"
    if isBusiness {
      skipSpaces()
      name = letters()
    }
    guard let unit = DelayUnit(word: name) else {
      throw TimeTextError(text, at: start..<max(position, start + 1), "has no unit that is known", hint: DelayScanner.hint(name, digits))
    }
    return DelayWord(number: number, unit: unit, isBusiness: isBusiness, place: start..<position)
  }

  private mutating func letters() -> String {
    String(decoding: take { (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0) }, as: UTF8.self)
  }

  private static func hint(_ name: String, _ digits: ArraySlice<UInt8>) -> String {
    let number = String(decoding: digits, as: UTF8.self)
    if name.isEmpty { return "\(number) of what? write \(number)m for minutes, \(number)h for hours, \(number)d for days" }
    if name == "M" { return "\(number)m is minutes, \(number)mo is months" }
    if DelayUnit(word: name.lowercased()) != nil { return "write \(number)\(name.lowercased())" }
    return "the units are ms, s, m, h, d, w, mo, y, business days and business hours"
  }
}
