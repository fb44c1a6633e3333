import Markup

/// Running text within a block; line breaks are `\n`, and an address gets a line of its own so that clients make a link of it.
struct InlineText {
  /// As UTF-8: a mail's text is put together of thousands of pieces.
  private var bytes: [UInt8] = []

  var text: String { String(decoding: bytes, as: UTF8.self) }

  static func text(of nodes: [Markup]) -> String { String(decoding: bytes(of: nodes), as: UTF8.self).trimmed }

  static func bytes(of nodes: [Markup]) -> [UInt8] {
    var inline = InlineText()
    for node in nodes { inline.add(node) }
    return inline.bytes
  }

  mutating func add(_ node: Markup) {
    switch node {
    case .text(let words): add(words)
    case .comment, .doctype: break
    case .element(let element): if !PlainText.isHidden(element) { add(element) }
    }
  }

  private mutating func add(_ element: Markup.Element) {
    switch element.name {
    case "br": bytes.append(0x0A)
    case "img": add(element[attribute: "alt"] ?? "")
    case "a": addLink(element)
    default: for child in element.children { add(child) }
    }
    if PlainText.isBlock(element) { add(" ") }
  }

  private mutating func addLink(_ element: Markup.Element) {
    let words = Self.text(of: element.children)
    for child in element.children { add(child) }
    let address = element[attribute: "href"] ?? ""
    guard Address.scheme(of: address) != nil, !Self.says(words, address) else { return }
    bytes.append(0x0A)
    bytes += address.utf8
    bytes.append(0x0A)
  }

  /// Whether the words of a link are its address.
  private static func says(_ words: String, _ address: String) -> Bool {
    if words == address { return true }
    if address.hasPrefix("https:") || address.hasPrefix("http:") { return false }
    let target = address.drop { $0 != ":" }.dropFirst().prefix { $0 != "?" }
    switch Address.scheme(of: address) {
    case "mailto": return words.contains(target)
    case "tel": return words.filter(\.isNumber) == target.filter(\.isNumber)
    default: return false
    }
  }

  /// White space runs together; HTML's no-break space stays one. Control characters (up to U+001F, U+007F to U+009F) are left out.
  private mutating func add(_ words: String) {
    /// The first byte of U+0080 to U+00BF, which waits for its second.
    var isLatin = false
    for byte in words.utf8 {
      if isLatin {
        isLatin = false
        if byte == 0xA0 { bytes.append(0x20) } else if byte > 0xA0 { bytes += [0xC2, byte] }
        continue
      }
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D, 0x0C:
        if let last = bytes.last, last != 0x20, last != 0x0A { bytes.append(0x20) }
      case ..<0x20, 0x7F: break
      case 0xC2: isLatin = true
      default: bytes.append(byte)
      }
    }
  }
}
