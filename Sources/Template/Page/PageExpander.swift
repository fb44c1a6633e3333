import CEL
import Markup

/// A checked page and a scope → the page as it goes out, still a tree.
struct PageExpander {
  private var nodes = 0
  private var iterations = 0
  private var bytes = 0
  /// Of tags, names of attributes and comments, which only writing the page out puts there.
  private var markupBytes = 0
  /// Scopes around the includes that are being expanded.
  private var outer: [Frame] = []

  static func expand(_ page: [PageNode], _ frame: Frame) throws(RenderError) -> [Markup] { try measured(page, frame).tree }

  /// With the most bytes that the page can come to when it is written out.
  static func measured(_ page: [PageNode], _ frame: Frame) throws(RenderError) -> (tree: [Markup], bytesMax: Int) {
    var expander = PageExpander()
    let tree = try expander.expand(page, frame)
    return (tree, expander.bytes * escapedBytesMax + expander.markupBytes)
  }

  /// `&quot;`, `&nbsp;`
  private static let escapedBytesMax = 6

  private mutating func expand(_ page: [PageNode], _ frame: Frame) throws(RenderError) -> [Markup] {
    var result: [Markup] = []
    result.reserveCapacity(page.count)
    try expand(page, frame, into: &result)
    return result
  }

  private mutating func expand(_ page: [PageNode], _ frame: Frame, into result: inout [Markup]) throws(RenderError) {
    for node in page { try expand(node, frame, into: &result) }
  }

  private mutating func expand(_ node: PageNode, _ frame: Frame, into result: inout [Markup]) throws(RenderError) {
    switch node {
    case .text(let segments):
      try count(nodes: 1)
      result.append(.text(try text(segments, frame)))
    case .comment(let words):
      markupBytes += 2 * words.utf8.count + 8
      result.append(.comment(words))
    case .doctype(let words):
      markupBytes += words.utf8.count + 12
      result.append(.doctype(words))
    case .element(let element):
      try count(nodes: 1)
      result.append(.element(try expand(element, frame)))
    case .conditional(let condition, let body):
      if try condition.evaluate(frame).bool == true { try expand(body, frame, into: &result) }
    case .with(let bindings, let body): try expand(body, bound(bindings, frame), into: &result)
    case .include(let body):
      outer.append(frame)
      defer { outer.removeLast() }
      try expand(body, frame, into: &result)
    case .slot(let body):
      guard let frame = outer.popLast() else { return }
      defer { outer.append(frame) }
      try expand(body, frame, into: &result)
    case .each(let loop): try expand(loop, frame, into: &result)
    }
  }

  private mutating func expand(_ loop: PageLoop, _ frame: Frame, into result: inout [Markup]) throws(RenderError) {
    for entry in try loop.over.entries(frame) {
      iterations += 1
      guard iterations <= TemplateLimit.iterations else {
        throw RenderError.limit("more than \(TemplateLimit.iterations) turns of loops", loop.over)
      }
      try expand(loop.body, frame.adding(entry.bindings(loop.names)), into: &result)
    }
  }

  private func bound(_ bindings: [PageNode.Binding], _ frame: Frame) throws(RenderError) -> Frame {
    var frame = frame
    for binding in bindings { frame = frame.adding([(binding.name, try binding.expression.evaluate(frame))]) }
    return frame
  }

  private mutating func expand(_ element: PageElement, _ frame: Frame) throws(RenderError) -> Markup.Element {
    var attributes: [Markup.Attribute] = []
    attributes.reserveCapacity(element.attributes.count)
    markupBytes += 2 * element.name.utf8.count + 5
    for attribute in element.attributes {
      markupBytes += attribute.name.utf8.count + 4
      guard let segments = attribute.value else {
        attributes.append(Markup.Attribute(attribute.name, nil))
        continue
      }
      if attribute.name == "style" {
        attributes.append(Markup.Attribute(attribute.name, try text(segments, frame, isStyle: true)))
      } else if Address.attributes.contains(attribute.name) {
        let address = Address.safe(try text(segments, frame), attribute: attribute.name)
        if let address { attributes.append(Markup.Attribute(attribute.name, address)) }
      } else {
        attributes.append(Markup.Attribute(attribute.name, try text(segments, frame)))
      }
    }
    return Markup.Element(element.name, attributes, line: element.place.line, children: try expand(element.children, frame))
  }

  private mutating func text(_ segments: [Segment], _ frame: Frame, isStyle: Bool = false) throws(RenderError) -> String {
    var result = ""
    // Most of a page is the template's own words, which are not copied.
    if segments.count == 1, case .literal(let words) = segments[0] {
      try count(bytes: words.utf8.count)
      return words
    }
    for segment in segments {
      switch segment {
      case .literal(let words): result += words
      case .expression(let expression):
        let words = try expression.text(frame)
        result += isStyle ? words.filter(Self.isPlainStyle) : words
      }
    }
    try count(bytes: result.utf8.count)
    return result
  }

  /// Inside a style a value is a number, a colour or a word: nothing that could begin another declaration or load something.
  private static func isPlainStyle(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "#.%- ".contains(character))
  }

  private mutating func count(bytes more: Int) throws(RenderError) {
    bytes += more
    guard bytes <= TemplateLimit.outputBytes else { throw RenderError.limit("larger than \(TemplateLimit.outputBytes / 1024) KiB", nil) }
  }

  private mutating func count(nodes more: Int) throws(RenderError) {
    nodes += more
    guard nodes <= TemplateLimit.nodes else { throw RenderError.limit("more than \(TemplateLimit.nodes) nodes", nil) }
  }
}
