/// Breaks text into lines at spaces. A word longer than a line (an address) stays whole on a line of its own.
enum LineWrap {
  /// `text` with its forced line breaks; other white space is one space.
  static func wrap(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var text = text
    text.withUTF8 { utf8 in
      for line in utf8.split(separator: 0x0A) { wrapLine(UnsafeBufferPointer(rebasing: line), width: width, into: &lines) }
    }
    return lines
  }

  private static func wrapLine(_ utf8: UnsafeBufferPointer<UInt8>, width: Int, into lines: inout [String]) {
    var line: [UInt8] = []
    line.reserveCapacity(min(utf8.count, width))
    var used = 0
    var offset = 0
    while offset < utf8.count {
      let start = offset
      var isASCII = true
      while offset < utf8.count, !isSpace(utf8[offset]) {
        if utf8[offset] >= 0x80 { isASCII = false }
        offset += 1
      }
      let word = utf8[start..<offset]
      offset += 1
      guard !word.isEmpty else { continue }
      let cells = isASCII ? word.count : String(decoding: word, as: UTF8.self).displayWidth
      if !line.isEmpty, used + 1 + cells > width {
        lines.append(String(decoding: line, as: UTF8.self))
        line.removeAll(keepingCapacity: true)
        used = 0
      }
      if !line.isEmpty {
        line.append(0x20)
        used += 1
      }
      line.append(contentsOf: word)
      used += cells
    }
    if !line.isEmpty { lines.append(String(decoding: line, as: UTF8.self)) }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}
