/// A JSON file with the places of its strings, so that an expression in one can be pointed at.
indirect enum JSONTree {
  case null
  case bool(Bool)
  /// As written.
  case number(String)
  case string(JSONText)
  case array([JSONTree])
  case object([(key: JSONText, value: JSONTree)])
}

/// A string's text, and where each of its bytes stands in the file.
struct JSONText {
  let text: String
  let start: Int
  /// File offsets of the UTF-8 bytes of `text`.
  let offsets: [Int]

  func offset(of textOffset: Int) -> Int { offsets.indices.contains(textOffset) ? offsets[textOffset] : (offsets.last ?? start) }
}

/// RFC 8259 to the letter, duplicate keys refused.
struct JSONTreeReader {
  private static let depthMax = 64

  private let bytes: [UInt8]
  private let lines: LineIndex
  private var index = 0

  init(_ text: String, lines: LineIndex) {
    bytes = Array(text.utf8)
    self.lines = lines
  }

  mutating func read() throws(TemplateProblem) -> JSONTree {
    skipSpace()
    let tree = try value(depth: 0)
    skipSpace()
    guard index == bytes.count else { throw problem("something follows the end of the card") }
    return tree
  }

  private mutating func value(depth: Int) throws(TemplateProblem) -> JSONTree {
    guard depth < Self.depthMax else { throw problem("nested deeper than \(Self.depthMax) levels") }
    switch index < bytes.count ? bytes[index] : 0 {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), 0x30...0x39: return try number()
    default: throw problem(index < bytes.count ? "a value is expected here" : "the card ends in the middle")
    }
  }

  private mutating func object(depth: Int) throws(TemplateProblem) -> JSONTree {
    var members: [(key: JSONText, value: JSONTree)] = []
    var seen: Set<String> = []
    index += 1
    skipSpace()
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw problem("a key in quotation marks is expected here") }
      let at = index
      let key = try string()
      guard seen.insert(key.text).inserted else {
        throw TemplateProblem(.syntax, "`\(key.text)` stands twice in one object", at: lines.place(at), length: key.text.count + 2)
      }
      skipSpace()
      guard take(":") else { throw problem("`:` is expected after a key") }
      skipSpace()
      members.append((key, try value(depth: depth + 1)))
      skipSpace()
    } while take(",")
    guard take("}") else { throw problem("`,` or `}` is expected here") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(TemplateProblem) -> JSONTree {
    var elements: [JSONTree] = []
    index += 1
    skipSpace()
    if take("]") { return .array([]) }
    repeat {
      skipSpace()
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw problem("`,` or `]` is expected here") }
    return .array(elements)
  }

  private mutating func string() throws(TemplateProblem) -> JSONText {
    let start = index
    var text: [UInt8] = []
    var offsets: [Int] = []
    index += 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      let at = index
      guard bytes[index] >= 0x20 else { throw problem("a control character stands in a string") }
      if bytes[index] == UInt8(ascii: "\\") {
        try escape(into: &text)
      } else {
        text.append(bytes[index])
        index += 1
      }
      offsets += repeatElement(at, count: text.count - offsets.count)
    }
    guard take("\"") else { throw TemplateProblem(.syntax, "this string is never closed", at: lines.place(start)) }
    return JSONText(text: String(decoding: text, as: UTF8.self), start: start, offsets: offsets + [index - 1])
  }

  private mutating func escape(into text: inout [UInt8]) throws(TemplateProblem) {
    let plain: [UInt8: UInt8] = [
      0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
      UInt8(ascii: "r"): 0x0D,
      UInt8(ascii: "t"): 0x09,
    ]
    guard index + 1 < bytes.count else { throw problem("the card ends in the middle") }
    if let byte = plain[bytes[index + 1]] {
      text.append(byte)
      index += 2
      return
    }
    guard let high = codeUnit() else { throw problem("unknown escape") }
    var value = UInt32(high)
    if (0xD800..<0xDC00).contains(high) {
      guard let low = codeUnit(), (0xDC00..<0xE000).contains(low) else { throw problem("half of a surrogate pair") }
      value = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(value) else { throw problem("half of a surrogate pair") }
    text += Array(String(scalar).utf8)
  }

  /// `\u` and four digits.
  private mutating func codeUnit() -> UInt16? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else { return nil }
    let digits = String(decoding: bytes[(index + 2)..<(index + 6)], as: UTF8.self)
    guard digits.allSatisfy(\.isHexDigit), let value = UInt16(digits, radix: 16) else { return nil }
    index += 6
    return value
  }

  private mutating func number() throws(TemplateProblem) -> JSONTree {
    let start = index
    while index < bytes.count, isNumberByte(bytes[index]) { index += 1 }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    let digits = text.first == "-" ? text.dropFirst() : text[...]
    guard let value = Double(text), value.isFinite, let first = digits.first, first.isNumber,
      first != "0" || digits.dropFirst().first.map({ !$0.isNumber }) ?? true
    else { throw TemplateProblem(.syntax, "`\(text)` is no number of JSON", at: lines.place(start), length: text.count) }
    return .number(text)
  }

  private func isNumberByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte)
  }

  private mutating func word(_ word: String, _ tree: JSONTree) throws(TemplateProblem) -> JSONTree {
    guard bytes[index...].starts(with: word.utf8) else { throw problem("a value is expected here") }
    index += word.utf8.count
    return tree
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: mark) else { return false }
    index += 1
    return true
  }

  private mutating func skipSpace() {
    while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
  }

  private func problem(_ message: String) -> TemplateProblem { TemplateProblem(.syntax, message, at: lines.place(index)) }
}
