/// A piece of an HTML page, as a value.
package indirect enum Markup: Hashable, Sendable {
  case element(Element)
  case text(String)
  /// Without its `<!--` and `-->`.
  case comment(String)
  /// What follows `<!DOCTYPE`, for instance `html`.
  case doctype(String)

  package var element: Element? { if case .element(let element) = self { element } else { nil } }
}

extension Markup {
  /// An element with what it holds, and the line of the file on which it began.
  package struct Element: Hashable, Sendable {
    package var name: String
    package var attributes: [Attribute]
    package var children: [Markup]
    /// From 1; 0 for elements that stand in no file.
    package let line: Int

    package init(_ name: String, _ attributes: [Attribute] = [], line: Int = 0, children: [Markup] = []) {
      self.name = name
      self.attributes = attributes
      self.children = children
      self.line = line
    }

    /// The value of an attribute: `""` if it is there without one, nil if it is not there.
    package subscript(attribute name: String) -> String? {
      get { attributes.first { $0.name == name }.map { $0.value ?? "" } }
      set {
        guard let newValue else { return attributes.removeAll { $0.name == name } }
        if let index = attributes.firstIndex(where: { $0.name == name }) {
          attributes[index].value = newValue
        } else {
          attributes.append(Attribute(name, newValue))
        }
      }
    }

    /// The words of a `class` attribute.
    package var classes: [Substring] { self[attribute: "class"]?.split(whereSeparator: \.isWhitespace) ?? [] }

    /// Elements that have no content and no end tag.
    package var isVoid: Bool { Self.voidNames.contains(name) }
    /// Elements whose content is no markup: nothing from outside may ever stand in them.
    package var isRawText: Bool { Self.rawTextNames.contains(name) }

    private static let voidNames: Set<String> = [
      "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    ]
    private static let rawTextNames: Set<String> = ["script", "style"]
  }

  package struct Attribute: Hashable, Sendable {
    package let name: String
    /// Nil where the attribute stands without a value (`nowrap`).
    package var value: String?

    package init(_ name: String, _ value: String?) {
      self.name = name
      self.value = value
    }
  }
}

extension [Markup] {
  /// All text in order, without that of comments, styles and scripts.
  package var textContent: String {
    reduce(into: "") { result, node in
      switch node {
      case .text(let text): result += text
      case .element(let element) where !element.isRawText: result += element.children.textContent
      case .element, .comment, .doctype: break
      }
    }
  }

  /// The first element of a name, looked for in depth and file order.
  package func first(_ name: String) -> Markup.Element? {
    for case .element(let element) in self {
      if element.name == name { return element }
      if let found = element.children.first(name) { return found }
    }
    return nil
  }
}
