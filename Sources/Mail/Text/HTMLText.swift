/// The words of an HTML mail, line by line; quotations get `> ` as in plain text. No renderer: good enough to see what somebody wrote
/// and where the quotation begins. Linear in the size.
enum HTMLText {
  private static let breaking: Set<String> = [
    "p", "div", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "article", "center",
    "hr",
    "body", "dl", "dt", "dd",
  ]
  private static let silent: Set<String> = ["style", "script", "head", "title"]
  private static let tagBytesMax = 4_096
  private static let quotesMax = 8

  static func plain(_ html: String) -> String {
    var writer = LineWriter()
    let bytes = Array(html.utf8)
    var index = 0
    var hidden: String?
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<"), let tag = tag(in: bytes, at: index) else {
        let end = textEnd(bytes, from: index + 1)
        if hidden == nil { writer.write(bytes[index..<end]) }
        index = end
        continue
      }
      index = tag.end
      if let name = hidden {
        if tag.isClosing && tag.name == name { hidden = nil }
        continue
      }
      if silent.contains(tag.name) && !tag.isClosing && !tag.isEmpty {
        hidden = tag.name
      } else {
        apply(tag, &writer)
      }
    }
    return writer.finished()
  }

  private static func textEnd(_ bytes: [UInt8], from start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "<") { end += 1 }
    return end
  }

  private static func apply(_ tag: Tag, _ writer: inout LineWriter) {
    switch tag.name {
    case "br": writer.lineBreak()
    case "blockquote":
      writer.startLine()
      writer.quotes = max(0, min(quotesMax, writer.quotes + (tag.isClosing ? -1 : 1)))
    case "p":
      writer.startLine()
      if tag.isClosing { writer.paragraphEnd() }
    case "td", "th": if tag.isClosing { writer.write([0x20]) }
    case "hr":
      writer.startLine()
      writer.mark(HTMLText.rule)
    default:
      guard breaking.contains(tag.name) else { return }
      writer.startLine()
      // Where mail programs say themselves that the quotation begins.
      if !tag.isClosing, let id = quotationStart(tag.attributes) { writer.mark(id) }
    }
  }

  /// What a horizontal rule becomes: a line that looks like one.
  static let rule = "________________________________"
  /// The line that stands for a mail program's own mark of the quotation.
  static let quotationMark = "-----Original Message-----"

  private static func quotationStart(_ attributes: String) -> String? {
    let marks = [
      "gmail_quote", "yahoo_quoted", "divrplyfwdmsg", "moz-cite-prefix", "mail-editor-reference-message-container", "appendonsend",
      "olk_src_body_section", "reply-intro", "ms-outlook-mobile-reference", "protonmail_quote", "zmail_extra", "tutanota_quote",
      "#b5c4df", "#e1e1e1",
    ]
    return marks.contains { attributes.contains($0) } ? quotationMark : nil
  }

  private struct Tag {
    var name: String
    var isClosing: Bool
    var isEmpty: Bool
    /// In lower case.
    var attributes: String
    var end: Int
  }

  private static func tag(in bytes: [UInt8], at start: Int) -> Tag? {
    if bytes[start...].starts(with: "<!--".utf8) { return comment(in: bytes, at: start) }
    var index = start + 1
    let isClosing = index < bytes.count && bytes[index] == UInt8(ascii: "/")
    if isClosing { index += 1 }
    let nameStart = index
    while index < bytes.count, ASCII.isLetter(bytes[index]) || ASCII.isDigit(bytes[index]) || bytes[index] == UInt8(ascii: ":") {
      index += 1
    }
    let isDeclaration = index < bytes.count && (bytes[index] == UInt8(ascii: "!") || bytes[index] == UInt8(ascii: "?"))
    guard index > nameStart || isDeclaration else { return nil }
    let name = ASCII.lowered(String(decoding: bytes[nameStart..<index], as: UTF8.self))
    let attributesStart = index
    let limit = min(bytes.count, start + tagBytesMax)
    var quote: UInt8?
    while index < limit {
      let byte = bytes[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: ">") {
        break
      } else if byte == UInt8(ascii: "<") {
        // The one before was none.
        return nil
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      }
      index += 1
    }
    guard index < limit else { return nil }
    let attributes = ASCII.lowered(String(decoding: bytes[attributesStart..<index], as: UTF8.self))
    return Tag(name: name, isClosing: isClosing, isEmpty: attributes.hasSuffix("/"), attributes: attributes, end: index + 1)
  }

  private static func comment(in bytes: [UInt8], at start: Int) -> Tag? {
    var index = start + 4
    while index + 2 < bytes.count {
      if bytes[index] == 0x2D && bytes[index + 1] == 0x2D && bytes[index + 2] == UInt8(ascii: ">") {
        return Tag(name: "", isClosing: false, isEmpty: true, attributes: "", end: index + 3)
      }
      index += 1
    }
    return Tag(name: "", isClosing: false, isEmpty: true, attributes: "", end: bytes.count)
  }
}
