/// Splits the source of an expression into tokens.
struct Lexer {
  let bytes: [UInt8]
  var position = 0

  init(_ source: String) { bytes = Array(source.utf8) }

  static func tokens(of source: String) throws(Problem) -> [Token] {
    guard source.utf8.count <= Limits.sourceBytesMax else {
      throw Problem("the expression is longer than \(Limits.sourceBytesMax) bytes", at: Place(offset: 0, length: 0))
    }
    var lexer = Lexer(source)
    var tokens: [Token] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  /// The byte `distance` ahead; 0 past the end, which no token starts with.
  func peek(_ distance: Int = 0) -> UInt8 { position + distance < bytes.count ? bytes[position + distance] : 0 }

  func place(from start: Int) -> Place { Place(offset: start, length: position - start) }

  private mutating func next() throws(Problem) -> Token {
    skipSpace()
    let start = position
    guard position < bytes.count else { return Token(kind: .end, place: Place(offset: start, length: 0)) }
    if let kind = try text() { return Token(kind: kind, place: place(from: start)) }
    if let kind = try number() { return Token(kind: kind, place: place(from: start)) }
    if Self.isNameStart(peek()) {
      while Self.isNamePart(peek()) { position += 1 }
      return Token(kind: .name(string(from: start)), place: place(from: start))
    }
    if peek() == 0x60 { return Token(kind: .quotedName(try quotedName()), place: place(from: start)) }
    return Token(kind: .sign(try sign()), place: place(from: start))
  }

  func string(from start: Int) -> String { String(decoding: bytes[start..<position], as: UTF8.self) }

  /// White space and comments, which go from `//` to the end of the line.
  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x09, 0x0A, 0x0C, 0x0D, 0x20: position += 1
      case 0x2F where peek(1) == 0x2F:
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      default: return
      }
    }
  }

  private mutating func quotedName() throws(Problem) -> String {
    let start = position
    position += 1
    while Self.isNamePart(peek()) || [0x2E, 0x2D, 0x2F, 0x20].contains(peek()) { position += 1 }
    guard peek() == 0x60, position > start + 1 else {
      throw Problem("this name in back ticks does not end, or holds more than letters, digits and _ . - / ", at: place(from: start))
    }
    position += 1
    return String(decoding: bytes[(start + 1)..<(position - 1)], as: UTF8.self)
  }

  private mutating func sign() throws(Problem) -> Token.Sign {
    let start = position
    for length in [2, 1] where start + length <= bytes.count {
      if let sign = Token.Sign(rawValue: String(decoding: bytes[start..<(start + length)], as: UTF8.self)) {
        position += length
        return sign
      }
    }
    let isWide = bytes[start] >= 0x80
    position += 1
    while isWide, peek() & 0xC0 == 0x80 { position += 1 }
    throw Problem("'\(string(from: start))' is no part of an expression", hint: hint(for: bytes[start]), at: place(from: start))
  }

  private func hint(for byte: UInt8) -> String? {
    switch byte {
    case 0x3D: "equality is written `==`"
    case 0x26: "and is written `&&`"
    case 0x7C: "or is written `||`"
    case 0x24: "`${ }` belongs into text; here a bare expression is expected"
    default: nil
    }
  }

  static func isNameStart(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x5F
  }

  static func isNamePart(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
