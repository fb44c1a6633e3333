import CEL
import Markup

/// A checked page and a scope → the page as it goes out, still a tree.
struct PageExpander {
  private var nodes = 0
  private var iterations = 0
  private var bytes = 0
  /// Scopes around the includes that are being expanded.
  private var outer: [Frame] = []

  static func expand(_ page: [PageNode], _ frame: Frame) throws(RenderError) -> [Markup] {
    var expander = PageExpander()
    return try expander.expand(page, frame)
  }

  private mutating func expand(_ page: [PageNode], _ frame: Frame) throws(RenderError) -> [Markup] {
    var result: [Markup] = []
    for node in page { result += try expand(node, frame) }
    return result
  }

  private mutating func expand(_ node: PageNode, _ frame: Frame) throws(RenderError) -> [Markup] {
    switch node {
    case .text(let segments):
      try count(nodes: 1)
      return [.text(try text(segments, frame))]
    case .comment(let words): return [.comment(words)]
    case .doctype(let words): return [.doctype(words)]
    case .element(let element):
      try count(nodes: 1)
      return [.element(try expand(element, frame))]
    case .conditional(let condition, let body):
      return try condition.evaluate(frame).bool == true ? try expand(body, frame) : []
    case .with(let bindings, let body): return try expand(body, bound(bindings, frame))
    case .include(let body):
      outer.append(frame)
      defer { outer.removeLast() }
      return try expand(body, frame)
    case .slot(let body):
      guard let frame = outer.popLast() else { return [] }
      defer { outer.append(frame) }
      return try expand(body, frame)
    case .each(let loop): return try expand(loop, frame)
    }
  }

  private mutating func expand(_ loop: PageLoop, _ frame: Frame) throws(RenderError) -> [Markup] {
    var result: [Markup] = []
    for entry in try loop.over.entries(frame) {
      iterations += 1
      guard iterations <= TemplateLimit.iterations else {
        throw RenderError.limit("more than \(TemplateLimit.iterations) turns of loops", loop.over)
      }
      result += try expand(loop.body, frame.adding(entry.bindings(loop.names)))
    }
    return result
  }

  private func bound(_ bindings: [PageNode.Binding], _ frame: Frame) throws(RenderError) -> Frame {
    var frame = frame
    for binding in bindings { frame = frame.adding([(binding.name, try binding.expression.evaluate(frame))]) }
    return frame
  }

  private mutating func expand(_ element: PageElement, _ frame: Frame) throws(RenderError) -> Markup.Element {
    var attributes: [Markup.Attribute] = []
    for attribute in element.attributes {
      guard let segments = attribute.value else {
        attributes.append(Markup.Attribute(attribute.name, nil))
        continue
      }
      if Address.attributes.contains(attribute.name) {
        let address = Address.safe(try text(segments, frame), attribute: attribute.name)
        if let address { attributes.append(Markup.Attribute(attribute.name, address)) }
      } else {
        let isStyle = attribute.name == "style"
        attributes.append(Markup.Attribute(attribute.name, try text(segments, frame, isStyle: isStyle)))
      }
    }
    return Markup.Element(element.name, attributes, line: element.place.line, children: try expand(element.children, frame))
  }

  private mutating func text(_ segments: [Segment], _ frame: Frame, isStyle: Bool = false) throws(RenderError) -> String {
    var result = ""
    for segment in segments {
      switch segment {
      case .literal(let words): result += words
      case .expression(let expression):
        let words = try expression.text(frame)
        result += isStyle ? words.filter(Self.isPlainStyle) : words
      }
    }
    bytes += result.utf8.count
    guard bytes <= TemplateLimit.outputBytes else { throw RenderError.limit("larger than \(TemplateLimit.outputBytes / 1024) KiB", nil) }
    return result
  }

  /// Inside a style a value is a number, a colour or a word: nothing that could begin another declaration or load something.
  private static func isPlainStyle(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "#.%- ".contains(character))
  }

  private mutating func count(nodes more: Int) throws(RenderError) {
    nodes += more
    guard nodes <= TemplateLimit.nodes else { throw RenderError.limit("more than \(TemplateLimit.nodes) nodes", nil) }
  }
}
