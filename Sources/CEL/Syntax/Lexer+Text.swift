extension Lexer {
  /// How a text literal is written.
  private struct Style {
    var isBytes = false
    var isRaw = false
    var quote: UInt8 = 0
    /// 1, or 3 for `"""`, which may go over lines.
    var quoteLength = 1
  }

  /// A text or bytes literal, if one starts here.
  mutating func text() throws(Problem) -> Token.Kind? {
    let start = position
    var style = Style()
    if peek() | 0x20 == 0x62, [0x22, 0x27].contains(peek(1)) || (peek(1) | 0x20 == 0x72 && [0x22, 0x27].contains(peek(2))) {
      style.isBytes = true
      position += 1
    }
    if peek() | 0x20 == 0x72, [0x22, 0x27].contains(peek(1)) {
      style.isRaw = true
      position += 1
    }
    guard [0x22, 0x27].contains(peek()) else {
      position = start
      return nil
    }
    style.quote = peek()
    if peek(1) == style.quote, peek(2) == style.quote { style.quoteLength = 3 }
    position += style.quoteLength
    let content = try content(style, from: start)
    return .literal(style.isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self)))
  }

  private mutating func content(_ style: Style, from start: Int) throws(Problem) -> [UInt8] {
    var content: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      if byte == style.quote, (0..<style.quoteLength).allSatisfy({ peek($0) == style.quote }) {
        position += style.quoteLength
        return content
      }
      if style.quoteLength == 1, byte == 0x0A || byte == 0x0D { break }
      if byte == 0x5C {
        if style.isRaw { rawEscape(into: &content) } else { try escape(style, into: &content) }
      } else {
        content.append(byte)
        position += 1
      }
    }
    throw Problem("this text does not end", hint: "a text over several lines stands between \"\"\"", at: Place(offset: start, length: 1))
  }

  /// A backslash in a raw text stays, and so does what follows it, a quote too.
  private mutating func rawEscape(into content: inout [UInt8]) {
    content.append(bytes[position])
    position += 1
    guard position < bytes.count else { return }
    content.append(bytes[position])
    position += 1
  }

  private mutating func escape(_ style: Style, into content: inout [UInt8]) throws(Problem) {
    let start = position
    let letter = peek(1)
    position += 2
    if let plain = Self.plainEscape(letter) {
      content.append(plain)
      return
    }
    let code: UInt32?
    switch letter {
    case 0x78, 0x58: code = digits(2, radix: 16)
    case 0x75 where !style.isBytes: code = digits(4, radix: 16)
    case 0x55 where !style.isBytes: code = digits(8, radix: 16)
    case 0x30...0x33:
      position -= 1
      code = digits(3, radix: 8)
    default: code = nil
    }
    guard let code else {
      position = Swift.min(position, bytes.count)
      throw Problem("this is no escape", hint: "a backslash itself is written `\\\\`", at: place(from: start))
    }
    if style.isBytes {
      content.append(UInt8(truncatingIfNeeded: code))
    } else if let scalar = Unicode.Scalar(code) {
      content.append(contentsOf: UTF8.encode(scalar)!)
    } else {
      throw Problem("this code point does not exist", at: place(from: start))
    }
  }

  private mutating func digits(_ count: Int, radix: UInt32) -> UInt32? {
    var code: UInt32 = 0
    for _ in 0..<count {
      guard let digit = Self.hexValue(peek()), digit < radix else { return nil }
      code = code &* radix &+ digit
      position += 1
    }
    return code
  }

  /// The byte of an escape of one letter.
  private static func plainEscape(_ letter: UInt8) -> UInt8? {
    switch letter {
    case 0x61: 0x07
    case 0x62: 0x08
    case 0x66: 0x0C
    case 0x6E: 0x0A
    case 0x72: 0x0D
    case 0x74: 0x09
    case 0x76: 0x0B
    case 0x22, 0x27, 0x3F, 0x5C, 0x60: letter
    default: nil
    }
  }
}
