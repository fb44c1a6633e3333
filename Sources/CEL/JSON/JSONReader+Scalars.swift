extension JSONReader {
  /// A value of a type without parts.
  mutating func scalar(_ type: CELType) throws(JSONError) -> Value {
    let start = position
    switch (type, next) {
    case (.null, 0x6E):
      try word("null")
      return .null
    case (.bool, 0x74), (.bool, 0x66): return .bool(try bool())
    case (.string, 0x22): return .string(try text())
    case (.double, 0x22):
      if let number = Double(name: try text()) { return .double(number) }
    case (.bytes, 0x22): if let decoded = Base64.decode(try text()) { return .bytes(decoded) }
    case (.timestamp, 0x22): if let instant = try timestamp() { return .timestamp(instant) }
    case (.duration, 0x22): if let span = Span(try text()) { return .duration(span) }
    case (.int, 0x2D), (.int, 0x30...0x39), (.uint, 0x30...0x39), (.double, 0x2D), (.double, 0x30...0x39):
      if let number = try number().converted(to: type) { return number }
      if type == .uint, let number = UInt64(text(from: start)) { return .uint(number) }
      position = start
      throw error("expected \(type.description.withArticle), found another number")
    default: break
    }
    let isText = start < bytes.count && bytes[start] == 0x22
    position = start
    throw isText ? error("expected \(type.description.withArticle), found another text") : expected(type)
  }

  /// An instant, read where it stands unless escapes are in it.
  private mutating func timestamp() throws(JSONError) -> Timestamp? {
    var end = position + 1
    while end < bytes.count, bytes[end] != 0x22, bytes[end] != 0x5C { end += 1 }
    guard end < bytes.count, bytes[end] == 0x22 else { return Timestamp(try text()) }
    let instant = Timestamp(utf8: UnsafeBufferPointer(rebasing: bytes[(position + 1)..<end]))
    position = end + 1
    return instant
  }

  /// An int if it has neither point nor exponent and fits, else a double.
  mutating func number() throws(JSONError) -> Value {
    let start = position
    let isNegative = next == 0x2D
    if isNegative { position += 1 }
    let digitsStart = position
    var whole: Int64 = 0
    var fits = true
    while case let byte = next, byte &- 0x30 < 10 {
      let (scaled, over) = whole.multipliedReportingOverflow(by: 10)
      let digit = Int64(byte - 0x30)
      let (sum, carried) = isNegative ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
      fits = fits && !over && !carried
      whole = sum
      position += 1
    }
    let digits = position - digitsStart
    guard digits > 0, digits == 1 || bytes[digitsStart] != 0x30 else { throw error("a number is expected here") }
    guard next == 0x2E || next | 0x20 == 0x65 else {
      return fits ? .int(whole) : .double(try double(from: start))
    }
    try skipFraction()
    return .double(try double(from: start))
  }

  private mutating func skipFraction() throws(JSONError) {
    if next == 0x2E {
      position += 1
      try skipDigits()
    }
    if next | 0x20 == 0x65 {
      position += 1
      if next == 0x2B || next == 0x2D { position += 1 }
      try skipDigits()
    }
  }

  private mutating func skipDigits() throws(JSONError) {
    let start = position
    while next &- 0x30 < 10 { position += 1 }
    if position == start { throw error("a digit is expected here") }
  }

  private func double(from start: Int) throws(JSONError) -> Double {
    guard let number = Double(text(from: start)), number.isFinite else { throw error("the number is too large for a double") }
    return number
  }

  private func text(from start: Int) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
  }

  /// A text in quotes.
  mutating func text() throws(JSONError) -> String {
    position += 1
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 0x22 {
        position += 1
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<(position - 1)]), as: UTF8.self)
      }
      if byte == 0x5C { return try escapedText(from: start) }
      if byte < 0x20 { throw error("a control character in a text is written as an escape") }
      position += 1
    }
    throw error("a text does not end")
  }

  private mutating func escapedText(from start: Int) throws(JSONError) -> String {
    var content = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case 0x22: return String(decoding: content, as: UTF8.self)
      case 0x5C: try escape(into: &content)
      case ..<0x20: throw error("a control character in a text is written as an escape")
      default: content.append(byte)
      }
    }
    throw error("a text does not end")
  }

  private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
    let letter = next
    position += 1
    switch letter {
    case 0x22, 0x5C, 0x2F: content.append(letter)
    case 0x62: content.append(0x08)
    case 0x66: content.append(0x0C)
    case 0x6E: content.append(0x0A)
    case 0x72: content.append(0x0D)
    case 0x74: content.append(0x09)
    case 0x75:
      guard let encoded = UTF8.encode(try scalar()) else { throw error("this code point does not exist") }
      content += encoded
    default: throw error("this is no escape")
    }
  }

  /// The code point of `\u`, of two where it is a surrogate pair.
  private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
    let unit = try codeUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, next == 0x5C, position + 1 < bytes.count, bytes[position + 1] == 0x75 else {
      throw error("half a surrogate pair")
    }
    position += 2
    let second = try codeUnit()
    guard (0xDC00...0xDFFF).contains(second), let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) else {
      throw error("half a surrogate pair")
    }
    return scalar
  }

  private mutating func codeUnit() throws(JSONError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Lexer.hexValue(next) else { throw error("behind `\\u` stand four hexadecimal digits") }
      unit = unit << 4 | digit
      position += 1
    }
    return unit
  }
}

extension Double {
  /// What the writer writes for numbers that are not finite.
  fileprivate init?(name: String) {
    switch name {
    case "NaN": self = .nan
    case "Infinity": self = .infinity
    case "-Infinity": self = -.infinity
    default: return nil
    }
  }
}

extension Value {
  /// A number of JSON as the declared kind; nil where it does not fit.
  fileprivate func converted(to type: CELType) -> Value? {
    switch (self, type) {
    case (.int, .int), (.double, .double): self
    case (.int(let number), .double): .double(Double(number))
    case (.int(let number), .uint): UInt64(exactly: number).map { .uint($0) }
    default: nil
    }
  }
}
