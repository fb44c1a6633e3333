import Markup

/// Running text within a block; line breaks are `\n`, and an address gets a line of its own so that clients make a link of it.
struct InlineText {
  private(set) var text = ""

  static func text(of nodes: [Markup]) -> String {
    var inline = InlineText()
    for node in nodes { inline.add(node) }
    return inline.text.trimmed
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
    case "br": text += "\n"
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
    text += "\n" + address + "\n"
  }

  /// Whether the words of a link are its address.
  private static func says(_ words: String, _ address: String) -> Bool {
    if words == address { return true }
    let target = address.drop { $0 != ":" }.dropFirst().prefix { $0 != "?" }
    switch Address.scheme(of: address) {
    case "mailto": return words.contains(target)
    case "tel": return words.filter(\.isNumber) == target.filter(\.isNumber)
    default: return false
    }
  }

  /// White space runs together; HTML's no-break space stays one.
  private mutating func add(_ words: String) {
    for scalar in words.unicodeScalars {
      switch scalar {
      case " ", "\t", "\n", "\r", "\u{0C}":
        if let last = text.unicodeScalars.last, last != " ", last != "\n" { text += " " }
      case "\u{A0}": text += " "
      default: if scalar.properties.generalCategory != .control { text.unicodeScalars.append(scalar) }
      }
    }
  }
}
