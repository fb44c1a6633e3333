/// A stretch of a sentence: words, or the inside of `${ … }` with its UTF-8 offset.
enum SentencePiece: Equatable {
  case words(String)
  case expression(String, offset: Int)
  case unclosed(offset: Int)

  static func split(_ text: String) -> [SentencePiece] {
    let bytes = Array(text.utf8)
    var pieces: [SentencePiece] = []
    var begin = 0
    var index = 0
    while index + 1 < bytes.count {
      guard bytes[index] == UInt8(ascii: "$"), bytes[index + 1] == UInt8(ascii: "{") else {
        index += 1
        continue
      }
      if begin < index { pieces.append(.words(String(decoding: bytes[begin..<index], as: UTF8.self))) }
      guard let end = end(of: bytes, from: index + 2) else { return pieces + [.unclosed(offset: index)] }
      pieces.append(.expression(String(decoding: bytes[(index + 2)..<end], as: UTF8.self), offset: index + 2))
      index = end + 1
      begin = index
    }
    if begin < bytes.count { pieces.append(.words(String(decoding: bytes[begin...], as: UTF8.self))) }
    return pieces
  }

  /// The brace that closes an expression; braces of maps and those inside texts are passed over.
  private static func end(of bytes: [UInt8], from start: Int) -> Int? {
    var depth = 0
    var quotation: UInt8?
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if let open = quotation {
        if byte == UInt8(ascii: "\\") { index += 1 } else if byte == open { quotation = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quotation = byte
      } else if byte == UInt8(ascii: "{") {
        depth += 1
      } else if byte == UInt8(ascii: "}") {
        if depth == 0 { return index }
        depth -= 1
      }
      index += 1
    }
    return nil
  }
}
