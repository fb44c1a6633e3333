/// Words in other scripts in header lines: `=?utf-8?Q?Gr=C3=BC=C3=9Fe?=` (RFC 2047), with the slips of the wild: too long ones,
/// spaces inside, a character cut in two between words.
enum EncodedWords {
  /// The standard says 75; whole subjects in one word are common.
  private static let wordBytesMax = 600
  private static let charsetBytesMax = 40

  static func decoded(_ text: String) -> String {
    guard text.contains("=?") else { return text }
    let bytes = Array(text.utf8)
    var result = ""
    var plainStart = 0
    var index = 0
    /// Words of one charset that follow each other, decoded together.
    var held: (charset: String, bytes: [UInt8])?
    func flush() {
      if let word = held { result += Charset.text(word.bytes, charset: word.charset) }
      held = nil
    }
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "="), let word = word(in: bytes, at: index) else {
        index += 1
        continue
      }
      let between = bytes[plainStart..<index]
      if held == nil || !between.allSatisfy(ASCII.isBlank) {
        flush()
        result += String(decoding: between, as: UTF8.self)
      }
      if let before = held, before.charset != word.charset { flush() }
      held = (word.charset, (held?.bytes ?? []) + word.bytes)
      index = word.end
      plainStart = index
      // Many words of one charset would be copied again and again.
      if let bytes = held?.bytes, bytes.count > wordBytesMax * 4 { flushAtBoundary(&held, &result) }
    }
    flush()
    return result + String(decoding: bytes[plainStart...], as: UTF8.self)
  }

  /// Ends a long run of words; what follows stays adjacent.
  private static func flushAtBoundary(_ held: inout (charset: String, bytes: [UInt8])?, _ result: inout String) {
    guard let word = held else { return }
    result += Charset.text(word.bytes, charset: word.charset)
    held = (word.charset, [])
  }

  private static func word(in bytes: [UInt8], at start: Int) -> (charset: String, bytes: [UInt8], end: Int)? {
    let mark = UInt8(ascii: "?")
    guard start + 7 < bytes.count, bytes[start + 1] == mark else { return nil }
    var index = start + 2
    while index < bytes.count, index - start <= charsetBytesMax, isCharsetByte(bytes[index]) { index += 1 }
    guard index > start + 2, index + 2 < bytes.count, bytes[index] == mark, bytes[index + 2] == mark else { return nil }
    // A language may follow the charset (RFC 2231): `us-ascii*en`.
    let charset = String(decoding: bytes[(start + 2)..<index].prefix { $0 != UInt8(ascii: "*") }, as: UTF8.self)
    let encoding = ASCII.lower(bytes[index + 1])
    let content = index + 3
    var end = content
    let limit = min(bytes.count - 1, start + wordBytesMax)
    while end < limit, !(bytes[end] == mark && bytes[end + 1] == UInt8(ascii: "=")) { end += 1 }
    guard end < limit else { return nil }
    let decoded: [UInt8]
    switch encoding {
    case UInt8(ascii: "b"): decoded = TransferDecoding.base64(bytes[content..<end])
    case UInt8(ascii: "q"): decoded = TransferDecoding.headerQuotedPrintable(bytes[content..<end])
    default: return nil
    }
    return (ASCII.lowered(charset), decoded, end + 2)
  }

  private static func isCharsetByte(_ byte: UInt8) -> Bool {
    ASCII.isLetter(byte) || ASCII.isDigit(byte) || [0x2D, 0x5F, 0x2E, 0x3A, 0x2A, 0x28, 0x29, 0x2B].contains(byte)
  }
}
