extension [Markup] {
  /// The page as text, every value escaped for its place: what was a text or an attribute when it was put into the tree can become
  /// nothing else. Non-ASCII stays as it is.
  package var html: String {
    var output = HTMLOutput()
    output.write(self, raw: false)
    return output.text
  }
}

/// The writer of `html`.
private struct HTMLOutput {
  var text = ""

  mutating func write(_ nodes: [Markup], raw: Bool) {
    for node in nodes {
      switch node {
      case .text(let words): raw ? writeRaw(words) : writeText(words)
      case .comment(let words): writeComment(words)
      case .doctype(let words): text += "<!DOCTYPE " + words.filter { $0 != ">" && $0 != "<" } + ">\n"
      case .element(let element): write(element)
      }
    }
  }

  private mutating func write(_ element: Markup.Element) {
    guard Self.isName(element.name) else { return }
    text += "<" + element.name
    for attribute in element.attributes where Self.isName(attribute.name) {
      text += " " + attribute.name
      guard let value = attribute.value else { continue }
      text += "=\""
      for scalar in value.unicodeScalars { writeEscaped(scalar, inAttribute: true) }
      text += "\""
    }
    text += ">"
    guard !element.isVoid else { return }
    write(element.children, raw: element.isRawText)
    text += "</" + element.name + ">"
  }

  private mutating func writeText(_ words: String) {
    for scalar in words.unicodeScalars { writeEscaped(scalar, inAttribute: false) }
  }

  private mutating func writeEscaped(_ scalar: Unicode.Scalar, inAttribute: Bool) {
    switch scalar {
    case "&": text += "&amp;"
    case "<": text += "&lt;"
    case ">": text += "&gt;"
    case "\"" where inAttribute: text += "&quot;"
    case "\u{A0}": text += "&nbsp;"
    case "\t", "\n": text.unicodeScalars.append(scalar)
    case "\r", "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}": break
    default: text.unicodeScalars.append(scalar)
    }
  }

  /// Styles and scripts are no markup; only their own end tag could end them, so none is let through.
  private mutating func writeRaw(_ words: String) {
    var previous: Unicode.Scalar = " "
    for scalar in words.unicodeScalars {
      if previous == "<", scalar == "/" || scalar == "!" { text += "\\" }
      text.unicodeScalars.append(scalar)
      previous = scalar
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
    text += "<!--" + inner + (dashes > 0 ? " " : "") + "-->"
  }

  /// Names come from files, yet a name that could hold a space or a bracket is not written.
  private static func isName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, first.isASCII, first.properties.isAlphabetic || first == "_" else { return false }
    return name.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_:.".unicodeScalars.contains($0)) }
  }
}
