/// A JSON value, of which only what holidays need is kept: numbers are read past.
enum JSONValue: Hashable {
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
  case other
}

/// A strict reader of JSON (RFC 8259) for files from outside.
struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0

  /// Days lie three deep; anything much deeper is an attack.
  private static let depthMax = 16

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(HolidayError) -> JSONValue {
    let value = try value(depth: 0)
    skipSpaces()
    guard position == bytes.count else { throw wrong("something stands after the end") }
    return value
  }

  private mutating func value(depth: Int) throws(HolidayError) -> JSONValue {
    guard depth <= JSONReader.depthMax else { throw wrong("it is nested too deeply") }
    skipSpaces()
    switch peek {
    case 0x7b: return .object(try object(depth))
    case 0x5b: return .array(try array(depth))
    case 0x22: return .string(try string())
    default:
      let start = position
      while let byte = peek, (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || [0x2b, 0x2d, 0x2e, 0x45].contains(byte) {
        position += 1
      }
      let word = String(decoding: bytes[start..<position], as: UTF8.self)
      guard ["true", "false", "null"].contains(word) || Double(word)?.isFinite == true, !word.hasPrefix("+") else {
        throw wrong("a value is expected")
      }
      return .other
    }
  }

  private mutating func object(_ depth: Int) throws(HolidayError) -> [String: JSONValue] {
    position += 1
    var fields: [String: JSONValue] = [:]
    skipSpaces()
    if take(0x7d) { return fields }
    while true {
      skipSpaces()
      guard peek == 0x22 else { throw wrong("a name in quotation marks is expected") }
      let name = try string()
      skipSpaces()
      guard take(0x3a) else { throw wrong("a colon is expected") }
      guard fields.updateValue(try value(depth: depth + 1), forKey: name) == nil else { throw wrong("`\(name)` stands twice") }
      skipSpaces()
      if take(0x7d) { return fields }
      guard take(0x2c) else { throw wrong("a comma or a closing brace is expected") }
    }
  }

  private mutating func array(_ depth: Int) throws(HolidayError) -> [JSONValue] {
    position += 1
    var values: [JSONValue] = []
    skipSpaces()
    if take(0x5d) { return values }
    while true {
      values.append(try value(depth: depth + 1))
      skipSpaces()
      if take(0x5d) { return values }
      guard take(0x2c) else { throw wrong("a comma or a closing bracket is expected") }
    }
  }

  private mutating func string() throws(HolidayError) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case 0x22:
        guard let string = String(validating: text, as: UTF8.self) else { throw wrong("a text is not UTF-8") }
        return string
      case 0x5c: text += try escaped()
      case 0..<0x20: throw wrong("a control character stands in a text")
      default: text.append(byte)
      }
    }
    throw wrong("a text does not end")
  }

  private mutating func escaped() throws(HolidayError) -> [UInt8] {
    guard let letter = peek else { throw wrong("a text does not end") }
    position += 1
    switch letter {
    case 0x22, 0x5c, 0x2f: return [letter]
    case 0x62: return [0x08]
    case 0x66: return [0x0c]
    case 0x6e: return [0x0a]
    case 0x72: return [0x0d]
    case 0x74: return [0x09]
    case 0x75: return try unicode()
    default: throw wrong("`\\\(Character(Unicode.Scalar(letter)))` is no escape")
    }
  }

  /// Four hexadecimal digits, and four more where two surrogates make a character.
  private mutating func unicode() throws(HolidayError) -> [UInt8] {
    var value = try hexadecimal()
    if (0xd800..<0xdc00).contains(value), take(0x5c), take(0x75) {
      let low = try hexadecimal()
      guard (0xdc00..<0xe000).contains(low) else { throw wrong("half a character") }
      value = 0x10000 + (value - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(value) else { throw wrong("half a character") }
    return Array(Character(scalar).utf8)
  }

  private mutating func hexadecimal() throws(HolidayError) -> UInt32 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw wrong("four hexadecimal digits are expected") }
    position += 4
    return value
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipSpaces() {
    while let byte = peek, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
  }

  private func wrong(_ problem: String) -> HolidayError {
    let line = bytes[..<position].count { $0 == 0x0a } + 1
    return HolidayError(line: line, problem: "this is no JSON: \(problem)", hint: "check the file with a JSON tool")
  }
}
