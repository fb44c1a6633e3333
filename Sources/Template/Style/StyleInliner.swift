/// Writes the rules of a style sheet into the `style` attributes of a page, where every mail client reads them; what only a
/// `<style>` can say goes to the end of `<head>`.
struct StyleInliner {
  let sheet: StyleSheet

  func inline(_ nodes: [PageNode]) -> [PageNode] { inline(nodes, path: []) }

  private func inline(_ nodes: [PageNode], path: [Selector.Subject]) -> [PageNode] {
    nodes.map { node in
      guard case .element(var element) = node else { return node.mapChildren { inline($0, path: path) } }
      if element.name == "head" {
        element.children += rest
        return .element(element)
      }
      let inner = path + [Self.subject(element)]
      let style = sheet.inlined(for: inner)
      if !style.isEmpty { Self.prefixStyle(style, to: &element) }
      if element.attributes.contains(where: { $0.name == "data-preheader" }) { Self.prefixStyle(Self.hidden, to: &element) }
      dropUnusedClasses(of: &element)
      element.children = inline(element.children, path: inner)
      return .element(element)
    }
  }

  /// How a preheader is kept from sight and yet read by the list of mails.
  private static let hidden = "display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all"

  private var rest: [PageNode] {
    guard !sheet.rest.isEmpty else { return [] }
    let place = TemplatePlace(file: "", line: 1, column: 1, offset: 0)
    return [.element(PageElement(name: "style", attributes: [], children: [.text([.literal("\n" + sheet.rest)])], place: place))]
  }

  private static func prefixStyle(_ style: String, to element: inout PageElement) {
    guard let index = element.attributes.firstIndex(where: { $0.name == "style" }) else {
      element.attributes.append(PageAttribute(name: "style", value: [.literal(style)]))
      return
    }
    let own = element.attributes[index].value ?? []
    if case .literal(let first)? = own.first {
      element.attributes[index].value = [.literal("\(style);\(first)")] + own.dropFirst()
    } else {
      element.attributes[index].value = [.literal(style + (own.isEmpty ? "" : ";"))] + own
    }
  }

  /// A class that no remaining rule names is only weight, and Gmail clips a mail at 102 KB.
  private func dropUnusedClasses(of element: inout PageElement) {
    guard let index = element.attributes.firstIndex(where: { $0.name == "class" }), let value = element.attributes[index].value,
      let words = Segment.literal(of: value)
    else { return }
    let used = words.split(whereSeparator: \.isWhitespace).filter { sheet.rest.contains(".\($0)") }
    if used.isEmpty {
      element.attributes.remove(at: index)
    } else {
      element.attributes[index].value = [.literal(used.joined(separator: " "))]
    }
  }

  private static func subject(_ element: PageElement) -> Selector.Subject {
    let classes = element.attributes.first { $0.name == "class" }?.value ?? []
    let words = classes.reduce("") { if case .literal(let words) = $1 { $0 + words } else { $0 } }
    return Selector.Subject(
      name: element.name, id: element[literal: "id"], classes: Set(words.split(whereSeparator: \.isWhitespace).map(String.init)))
  }
}
