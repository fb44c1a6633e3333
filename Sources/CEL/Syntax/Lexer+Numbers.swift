extension Lexer {
  /// A number, if one starts here.
  mutating func number() throws(Problem) -> Token.Kind? {
    guard Self.isDigit(peek()) || (peek() == 0x2E && Self.isDigit(peek(1))) else { return nil }
    let start = position
    if peek() == 0x30, peek(1) | 0x20 == 0x78, Self.hexValue(peek(2)) != nil {
      position += 2
      while Self.hexValue(peek()) != nil { position += 1 }
      return try whole(String(decoding: bytes[(start + 2)..<position], as: UTF8.self), radix: 16, from: start)
    }
    while Self.isDigit(peek()) { position += 1 }
    let isDouble = try skipFraction()
    if isDouble { return .literal(.double(try double(from: start))) }
    return try whole(string(from: start), radix: 10, from: start)
  }

  /// Passes over a fraction and an exponent; whether there was either.
  private mutating func skipFraction() throws(Problem) -> Bool {
    var found = false
    if peek() == 0x2E, Self.isDigit(peek(1)) {
      found = true
      position += 1
      while Self.isDigit(peek()) { position += 1 }
    }
    let signLength = peek(1) == 0x2B || peek(1) == 0x2D ? 1 : 0
    if peek() | 0x20 == 0x65, Self.isDigit(peek(1 + signLength)) {
      found = true
      position += 1 + signLength
      while Self.isDigit(peek()) { position += 1 }
    }
    return found
  }

  private func double(from start: Int) throws(Problem) -> Double {
    guard let value = Double(string(from: start)), value.isFinite else {
      throw Problem("this number is too large for a double", at: place(from: start))
    }
    return value
  }

  private mutating func whole(_ digits: String, radix: Int, from start: Int) throws(Problem) -> Token.Kind {
    let isUnsigned = peek() | 0x20 == 0x75
    if isUnsigned { position += 1 }
    if Self.isNamePart(peek()) {
      while Self.isNamePart(peek()) { position += 1 }
      throw Problem("'\(string(from: start))' is neither a number nor a name", at: place(from: start))
    }
    guard let value = UInt64(digits, radix: radix) else {
      throw Problem("this number does not fit 64 bits", at: place(from: start))
    }
    return isUnsigned ? .literal(.uint(value)) : .int(value)
  }

  static func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
  }
}
