import CEL

/// Finds `${ … }` in bytes: braces are counted, and CEL's string literals are skipped whole.
enum ExpressionScan {
  /// The offset of the `}` that ends an expression whose text begins at `start`.
  static func end(of bytes: [UInt8], from start: Int) -> Int? {
    var depth = 0
    var index = start
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"):
        if depth == 0 { return index }
        depth -= 1
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        guard let end = endOfString(bytes, from: index) else { return nil }
        index = end
      default: break
      }
      index += 1
    }
    return nil
  }

  static func isStart(_ bytes: [UInt8], _ index: Int) -> Bool {
    bytes[index] == UInt8(ascii: "$") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "{")
  }

  /// `$${` stands for the characters `${`.
  static func isEscape(_ bytes: [UInt8], _ index: Int) -> Bool {
    bytes[index] == UInt8(ascii: "$") && index + 1 < bytes.count && isStart(bytes, index + 1)
  }

  /// The offset of the last quotation mark of a literal.
  private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int? {
    let mark = bytes[start]
    let isRaw = start > 0 && (bytes[start - 1] | 0x20) == UInt8(ascii: "r") && (start < 2 || !isWord(bytes[start - 2]))
    let isTriple = start + 2 < bytes.count && bytes[start + 1] == mark && bytes[start + 2] == mark
    var index = start + (isTriple ? 3 : 1)
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\\"), !isRaw {
        index += 2
        continue
      }
      if bytes[index] == mark {
        if !isTriple { return index }
        if index + 2 < bytes.count, bytes[index + 1] == mark, bytes[index + 2] == mark { return index + 2 }
      }
      index += 1
    }
    return nil
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}

/// An expression as it was written, before anybody knows what it means.
struct ExpressionSource: Hashable, Sendable {
  let text: String
  let place: TemplatePlace
  /// Where it begins, in the offsets that the places of its file are asked by.
  let start: Int

  /// Where the part that failed stands, on the line that the author sees; what a named expression did is told where it is read.
  func place(of error: EvaluationError) -> TemplatePlace {
    guard error.definition == nil, let part = error.place, part.offset <= text.utf8.count else { return place }
    let before = text.utf8.prefix(part.offset)
    guard let lineStart = before.lastIndex(of: 0x0A) else {
      let column = place.column + before.count { $0 & 0xC0 != 0x80 }
      return TemplatePlace(file: place.file, line: place.line, column: column, offset: place.offset + part.offset)
    }
    let line = place.line + before.count { $0 == 0x0A }
    let column = 1 + before[before.index(after: lineStart)...].count { $0 & 0xC0 != 0x80 }
    return TemplatePlace(file: place.file, line: line, column: column, offset: place.offset + part.offset)
  }
}

/// A text with expressions in it.
enum RawSegment: Hashable, Sendable {
  case literal(String)
  case expression(ExpressionSource)
}

extension ExpressionScan {
  /// Takes a text apart; `places` tells where its bytes stand.
  static func segments(_ text: String, places: (Int) -> TemplatePlace) throws(TemplateProblem) -> [RawSegment] {
    let bytes = Array(text.utf8)
    var segments: [RawSegment] = []
    var literal: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if isEscape(bytes, index) {
        literal += [0x24, 0x7B]
        index += 3
      } else if isStart(bytes, index) {
        guard let end = end(of: bytes, from: index + 2) else {
          throw TemplateProblem(.syntax, "`${` is never closed", hint: "write `}` after the expression", at: places(index), length: 2)
        }
        if !literal.isEmpty { segments.append(.literal(String(decoding: literal, as: UTF8.self))) }
        literal = []
        let text = String(decoding: bytes[(index + 2)..<end], as: UTF8.self)
        segments.append(.expression(.init(text: text, place: places(index + 2), start: index + 2)))
        index = end + 1
      } else {
        literal.append(bytes[index])
        index += 1
      }
    }
    if !literal.isEmpty { segments.append(.literal(String(decoding: literal, as: UTF8.self))) }
    return segments
  }
}
