extension [Markup] {
  /// The page as text, every value escaped for its place: what was a text or an attribute when it was put into the tree can become
  /// nothing else. Non-ASCII stays as it is.
  package var html: String {
    var output = HTMLOutput()
    output.bytes.reserveCapacity(32 * 1_024)
    output.write(self, raw: false)
    return String(decoding: output.bytes, as: UTF8.self)
  }
}

/// The writer of `html`, in UTF-8: a page is thousands of short pieces.
private struct HTMLOutput {
  var bytes: [UInt8] = []

  mutating func write(_ nodes: [Markup], raw: Bool) {
    for node in nodes {
      switch node {
      case .text(let words): raw ? writeRaw(words) : writeEscaped(words, inAttribute: false)
      case .comment(let words): writeComment(words)
      case .doctype(let words): put("<!DOCTYPE " + words.filter { $0 != ">" && $0 != "<" } + ">\n")
      case .element(let element): write(element)
      }
    }
  }

  private mutating func put(_ text: String) { bytes += text.utf8 }

  private mutating func write(_ element: Markup.Element) {
    guard Self.isName(element.name) else { return }
    put("<")
    put(element.name)
    for attribute in element.attributes where Self.isName(attribute.name) {
      put(" ")
      put(attribute.name)
      guard let value = attribute.value else { continue }
      put("=\"")
      writeEscaped(value, inAttribute: true)
      put("\"")
    }
    put(">")
    guard !element.isVoid else { return }
    write(element.children, raw: element.isRawText)
    put("</")
    put(element.name)
    put(">")
  }

  /// Bytes that cannot be written as they are, or (0xC2) may begin what cannot.
  private static let special: [Bool] = (0...255).map { byte in
    switch byte {
    case 0x09, 0x0A: false
    case ..<0x20, 0x22, 0x26, 0x3C, 0x3E, 0x7F, 0xC2: true
    default: false
    }
  }

  /// Control characters (but tab and line feed) are left out, U+007F to U+009F with them.
  private mutating func writeEscaped(_ words: String, inAttribute: Bool) {
    var words = words
    words.withUTF8 { utf8 in Self.special.withUnsafeBufferPointer { writeEscaped(utf8, $0, inAttribute: inAttribute) } }
  }

  /// What needs nothing is copied in one piece.
  private mutating func writeEscaped(
    _ utf8: UnsafeBufferPointer<UInt8>, _ special: UnsafeBufferPointer<Bool>, inAttribute: Bool
  ) {
    var start = 0
    var offset = 0
    while offset < utf8.count {
      let byte = utf8[offset]
      guard special[Int(byte)], let (written, width) = Self.replacement(of: byte, utf8, offset, inAttribute: inAttribute) else {
        offset += 1
        continue
      }
      bytes.append(contentsOf: utf8[start..<offset])
      put(written)
      offset += width
      start = offset
    }
    bytes.append(contentsOf: utf8[start...])
  }

  /// What stands for a special byte, and how many bytes that takes the place of; nil where it stands for itself.
  private static func replacement(
    of byte: UInt8, _ utf8: UnsafeBufferPointer<UInt8>, _ offset: Int, inAttribute: Bool
  ) -> (String, Int)? {
    switch byte {
    case UInt8(ascii: "&"): ("&amp;", 1)
    case UInt8(ascii: "<"): ("&lt;", 1)
    case UInt8(ascii: ">"): ("&gt;", 1)
    case UInt8(ascii: "\""): inAttribute ? ("&quot;", 1) : nil
    case 0xC2:
      switch utf8[min(offset + 1, utf8.count - 1)] {
      case 0x80..<0xA0: ("", 2)
      case 0xA0: ("&nbsp;", 2)
      default: nil
      }
    default: ("", 1)
    }
  }

  /// Styles and scripts are no markup; only their own end tag could end them, so none is let through.
  private mutating func writeRaw(_ words: String) {
    var previous: UInt8 = 0x20
    for byte in words.utf8 {
      if previous == UInt8(ascii: "<"), byte == UInt8(ascii: "/") || byte == UInt8(ascii: "!") { put("\\") }
      bytes.append(byte)
      previous = byte
    }
  }

  /// A comment ends at its first `-->`; the same words inside it lose their bracket.
  private mutating func writeComment(_ words: String) {
    var inner = ""
    var dashes = 0
    for scalar in words.unicodeScalars {
      if scalar == ">" || scalar == "!", dashes >= 2 || inner.isEmpty || inner == "-" { inner += " " }
      dashes = scalar == "-" ? dashes + 1 : 0
      inner.unicodeScalars.append(scalar)
    }
    put("<!--" + inner + (dashes > 0 ? " " : "") + "-->")
  }

  /// Names come from files, yet a name that could hold a space or a bracket is not written.
  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetter(first) || first == UInt8(ascii: "_") else { return false }
    return name.utf8.allSatisfy { byte in
      isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
