import Markup

/// What was said in a conversation before its reader came to it: a heading and a line for each mail and answer, below the mail itself.
package struct EarlierMails: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    package var when: String
    package var what: String

    package init(when: String, what: String) {
      self.when = when
      self.what = what
    }
  }

  package var heading: String
  /// Oldest first.
  package var lines: [Line]

  package init(heading: String, lines: [Line]) {
    self.heading = heading
    self.lines = lines
  }

  /// A page with this at its end; the page itself where it has no end.
  package func added(toPage html: String) -> String {
    guard let end = Self.bodyEnd(html) else { return html }
    return html[..<end] + block.html + html[end...]
  }

  package func added(toText text: String) -> String {
    let plain = PlainText.text(of: block)
    return text.hasSuffix("\n") ? "\(text)\n\(plain)" : "\(text)\n\n\(plain)"
  }

  private var block: [Markup] {
    let items = lines.map { line in
      Markup.element(
        Markup.Element(
          "li", [.init("style", "margin:0 0 6px")],
          children: [.element(Markup.Element("strong", children: [.text(line.when)])), .text(": \(line.what)")]))
    }
    let heading = Markup.Element("h2", [.init("style", Self.headingStyle)], children: [.text(heading)])
    let list = Markup.Element("ul", [.init("style", "margin:0;padding-left:22px")], children: items)
    return [.element(Markup.Element("div", [.init("style", Self.style)], children: [.element(heading), .element(list)]))]
  }

  private static let style = "max-width:552px;margin:0 auto;padding:0 24px 24px;text-align:left;font-size:14px;line-height:1.45"
  private static let headingStyle = "margin:0 0 8px;font-size:16px;line-height:1.4;font-weight:600"

  /// Where the last `</body>` begins.
  private static func bodyEnd(_ html: String) -> String.Index? {
    let mark = Array("</body>".utf8)
    var index = html.utf8.endIndex
    while index > html.utf8.startIndex {
      index = html.utf8.index(before: index)
      if html.utf8[index] == mark[0], html.utf8[index...].starts(with: mark) { return index }
    }
    return nil
  }
}
