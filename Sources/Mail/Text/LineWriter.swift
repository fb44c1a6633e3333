/// Puts words together to lines: blanks collapse, entities become what they stand for.
struct LineWriter {
  var quotes = 0
  private var lines: [String] = []
  private var line: [UInt8] = []
  private var needsBlank = false
  private var lineQuotes = 0

  mutating func write(_ bytes: ArraySlice<UInt8>) {
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
        needsBlank = true
        index += 1
        continue
      }
      if needsBlank, !line.isEmpty { line.append(0x20) }
      needsBlank = false
      if line.isEmpty { lineQuotes = quotes }
      if byte == UInt8(ascii: "&"), let entity = Entities.read(bytes, at: index) {
        line += entity.utf8
        index = entity.end
      } else {
        line.append(byte)
        index += 1
      }
    }
  }

  mutating func lineBreak() {
    if line.isEmpty { lineQuotes = quotes }
    let prefix = String(repeating: "> ", count: lineQuotes)
    lines.append(line.isEmpty ? String(prefix.dropLast()) : prefix + String(decoding: line, as: UTF8.self))
    line = []
    needsBlank = false
  }

  /// A block begins: on a line of its own.
  mutating func startLine() {
    if !line.isEmpty { lineBreak() }
    needsBlank = false
  }

  mutating func paragraphEnd() {
    if let last = lines.last, !last.isEmpty { lines.append(String(repeating: "> ", count: quotes).dropLastBlank) }
  }

  /// A line that no author wrote.
  mutating func mark(_ text: String) {
    startLine()
    lines.append(String(repeating: "> ", count: quotes) + text)
  }

  mutating func finished() -> String {
    startLine()
    return lines.joined(separator: "\n")
  }
}

extension String {
  fileprivate var dropLastBlank: String { hasSuffix(" ") ? String(dropLast()) : self }
}

/// Character references: the named ones that mails use, and all numbers.
private enum Entities {
  private static let named: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä",
    "Ouml": "Ö", "Uuml": "Ü", "szlig": "ß", "eacute": "é", "egrave": "è", "ecirc": "ê", "agrave": "à", "acirc": "â", "aacute": "á",
    "iacute": "í", "oacute": "ó", "uacute": "ú", "ntilde": "ñ", "ccedil": "ç", "ocirc": "ô", "icirc": "î", "ucirc": "û", "ugrave": "ù",
    "hellip": "…", "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "laquo": "«", "raquo": "»",
    "copy": "©", "reg": "®", "euro": "€", "middot": "·", "bull": "•", "zwnj": "", "zwj": "", "shy": "",
  ]

  static func read(_ bytes: ArraySlice<UInt8>, at start: Int) -> (utf8: [UInt8], end: Int)? {
    let limit = min(bytes.endIndex, start + 12)
    guard let end = bytes[start..<limit].firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
    if let text = named[name] { return (Array(text.utf8), end + 1) }
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let code = digits.hasPrefix("x") || digits.hasPrefix("X") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let code, let scalar = Unicode.Scalar(code) else { return nil }
    // References to control characters are no line breaks of the author's.
    let text = code == 0xA0 || code < 0x20 ? " " : String(scalar)
    return (Array(text.utf8), end + 1)
  }
}
