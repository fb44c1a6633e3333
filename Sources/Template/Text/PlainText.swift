import Markup

/// The text part of a mail, derived from the very tree that its HTML is written from, so that the two cannot say different things.
struct PlainText {
  /// RFC 5322 asks for lines of at most 78 characters.
  static let width = 78

  /// A stretch of lines; loose ones stand apart from their neighbours by an empty line.
  struct Block {
    var lines: [String]
    var isLoose: Bool
  }

  static func text(of nodes: [Markup], width: Int = width) -> String {
    let body = nodes.first("body")?.children ?? nodes
    return join(PlainText(width: width).blocks(body)) + "\n"
  }

  static func join(_ blocks: [Block]) -> String {
    var lines: [String] = []
    var previousWasLoose = false
    for block in blocks where !block.lines.isEmpty {
      if !lines.isEmpty, previousWasLoose || block.isLoose { lines.append("") }
      lines += block.lines
      previousWasLoose = block.isLoose
    }
    return lines.map(\.withoutTrailingSpaces).joined(separator: "\n")
  }

  let width: Int

  func blocks(_ nodes: [Markup]) -> [Block] {
    var blocks: [Block] = []
    var inline = InlineText()
    func flush() {
      let lines = LineWrap.wrap(inline.text, width: width)
      if !lines.isEmpty { blocks.append(Block(lines: lines, isLoose: false)) }
      inline = InlineText()
    }
    for node in nodes {
      if let element = node.element, Self.isBlock(element) {
        guard !Self.isHidden(element) else { continue }
        flush()
        blocks += self.blocks(of: element)
      } else {
        inline.add(node)
      }
    }
    flush()
    return blocks
  }

  private func blocks(of element: Markup.Element) -> [Block] {
    switch element.name {
    case "h1": heading(element, rule: "=")
    case "h2": heading(element, rule: "-")
    case "p", "h3", "h4", "h5", "h6", "address", "figure": blocks(element.children).map(Self.loose)
    case "ul", "ol": list(element)
    case "blockquote": indented(element.children, by: "> ").map(Self.loose)
    case "dd": indented(element.children, by: "  ")
    case "pre":
      [
        Block(
          lines: [element].map(Markup.element).textContent.split(separator: "\n", omittingEmptySubsequences: false).map(String.init),
          isLoose: true)
      ]
    case "hr": [Block(lines: [String(repeating: "-", count: width)], isLoose: true)]
    case "table": table(element)
    default: blocks(element.children)
    }
  }

  private func table(_ element: Markup.Element) -> [Block] {
    if ["presentation", "none"].contains(element[attribute: "role"]) { return blocks(element.children) }
    return TextTable(element, width: width).blocks
  }

  private func heading(_ element: Markup.Element, rule: Character) -> [Block] {
    let lines = blocks(element.children).flatMap(\.lines)
    guard let widest = lines.map(\.displayWidth).max() else { return [] }
    return [Block(lines: lines + [String(repeating: rule, count: widest)], isLoose: true)]
  }

  private func list(_ element: Markup.Element) -> [Block] {
    var items: [Block] = []
    for case .element(let item) in element.children where !Self.isHidden(item) {
      let mark = element.name == "ol" ? "\(items.count + 1). " : "- "
      let inner = PlainText(width: max(width - mark.count, 20)).blocks(item.children)
      let lines = Self.join(inner).split(separator: "\n", omittingEmptySubsequences: false)
      let indent = String(repeating: " ", count: mark.count)
      items.append(Block(lines: lines.enumerated().map { ($0 == 0 ? mark : indent) + $1 }, isLoose: inner.count > 1))
    }
    return [Block(lines: Self.join(items).split(separator: "\n", omittingEmptySubsequences: false).map(String.init), isLoose: true)]
  }

  private func indented(_ nodes: [Markup], by indent: String) -> [Block] {
    PlainText(width: max(width - indent.count, 20)).blocks(nodes).map { Block(lines: $0.lines.map { indent + $0 }, isLoose: $0.isLoose) }
  }

  private static func loose(_ block: Block) -> Block { Block(lines: block.lines, isLoose: true) }

  private static let blockNames: Set<String> = [
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "figure", "figcaption", "footer", "form", "h1",
    "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
  ]

  static func isBlock(_ element: Markup.Element) -> Bool { blockNames.contains(element.name) }

  /// What a reader of the page does not see is not read to a reader of the text.
  static func isHidden(_ element: Markup.Element) -> Bool {
    switch element.name {
    case "head", "style", "script", "title", "template": return true
    default: break
    }
    for attribute in element.attributes {
      switch attribute.name {
      case "hidden", "data-preheader": return true
      case "aria-hidden": if attribute.value == "true" { return true }
      case "style": if let style = attribute.value, style.declares("display:none") { return true }
      default: continue
      }
    }
    return false
  }
}

extension String {
  fileprivate var withoutTrailingSpaces: String {
    guard utf8.last == 0x20 else { return self }
    var end = utf8.endIndex
    while end > utf8.startIndex, utf8[utf8.index(before: end)] == 0x20 { end = utf8.index(before: end) }
    return String(self[..<end])
  }

  /// Whether a style says this, whatever its spaces and capitals. Mails have hundreds of styles, so no text is made of it.
  func declares(_ wanted: StaticString) -> Bool {
    var text = self
    return text.withUTF8 { utf8 in
      wanted.withUTF8Buffer { wanted in utf8.indices.contains { Self.says(wanted, utf8[$0...]) } }
    }
  }

  private static func says(_ wanted: UnsafeBufferPointer<UInt8>, _ utf8: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    var matched = 0
    for byte in utf8 {
      if byte == 0x20, matched > 0 { continue }
      guard wanted[matched] == ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) else { return false }
      matched += 1
      if matched == wanted.count { return true }
    }
    return false
  }
}
