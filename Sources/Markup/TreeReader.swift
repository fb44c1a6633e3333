import CLibXML

/// libxml2's nodes as values.
struct TreeReader {
  private(set) var problems: [MarkupProblem] = []

  mutating func siblings(_ first: xmlNodePtr?, depth: Int) -> [Markup] {
    var nodes: [Markup] = []
    var next = first
    while let node = next {
      if let value = value(of: node, depth: depth) { nodes.append(value) }
      next = node.pointee.next
    }
    return nodes
  }

  private mutating func value(of node: xmlNodePtr, depth: Int) -> Markup? {
    switch node.pointee.type {
    case XML_ELEMENT_NODE: return element(node, depth: depth)
    case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: return .text(Self.string(node.pointee.content) ?? "")
    case XML_COMMENT_NODE: return .comment(Self.string(node.pointee.content) ?? "")
    case XML_DTD_NODE: return doctype(node)
    case XML_ENTITY_REF_NODE: return .text("&" + (Self.string(node.pointee.name) ?? "") + ";")
    default:
      add("only elements, text and comments can stand here", node)
      return nil
    }
  }

  private mutating func element(_ node: xmlNodePtr, depth: Int) -> Markup? {
    guard depth < HTMLParser.Limit.depth else {
      add("nested deeper than \(HTMLParser.Limit.depth) elements", node)
      return nil
    }
    let children = siblings(node.pointee.children, depth: depth + 1)
    return .element(
      Markup.Element(Self.string(node.pointee.name) ?? "", attributes(node), line: Int(xmlGetLineNo(node)), children: children))
  }

  private func attributes(_ node: xmlNodePtr) -> [Markup.Attribute] {
    var attributes: [Markup.Attribute] = []
    var next = node.pointee.properties
    while let attribute = next {
      let value = attribute.pointee.children.map { Self.string($0.pointee.content) ?? "" }
      attributes.append(Markup.Attribute(Self.string(attribute.pointee.name) ?? "", value))
      next = attribute.pointee.next
    }
    return attributes
  }

  private func doctype(_ node: xmlNodePtr) -> Markup {
    node.withMemoryRebound(to: xmlDtd.self, capacity: 1) { dtd in
      let name = Self.string(dtd.pointee.name) ?? "html"
      let identifier = Self.string(dtd.pointee.ExternalID).map { " PUBLIC \"\($0)\"" }
      let system = Self.string(dtd.pointee.SystemID).map { identifier == nil ? " SYSTEM \"\($0)\"" : " \"\($0)\"" }
      return .doctype(name + (identifier ?? "") + (system ?? ""))
    }
  }

  private mutating func add(_ message: String, _ node: xmlNodePtr) {
    problems.append(MarkupProblem(message: message, line: max(Int(xmlGetLineNo(node)), 1), column: 1))
  }

  private static func string(_ pointer: UnsafePointer<xmlChar>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private static func string(_ pointer: UnsafeMutablePointer<xmlChar>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
