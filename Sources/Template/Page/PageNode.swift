/// A page as it is kept between loading and sending: checked, styles inlined, includes filled in.
indirect enum PageNode: Sendable {
  case text([Segment])
  case element(PageElement)
  case each(PageLoop)
  case conditional(CompiledExpression, [PageNode])
  case with([Binding], [PageNode])
  /// Another file's nodes; a `slot` inside them is filled in the scope around them.
  case include([PageNode])
  /// What the including page put between the tags of its include.
  case slot([PageNode])
  case comment(String)
  case doctype(String)

  struct Binding: Sendable {
    let name: String
    let expression: CompiledExpression
  }

  /// The same with each list of nodes below it replaced.
  func mapChildren(_ transform: ([PageNode]) -> [PageNode]) -> PageNode {
    switch self {
    case .element(var element):
      element.children = transform(element.children)
      return .element(element)
    case .each(let loop): return .each(PageLoop(names: loop.names, over: loop.over, body: transform(loop.body)))
    case .conditional(let condition, let nodes): return .conditional(condition, transform(nodes))
    case .with(let bindings, let nodes): return .with(bindings, transform(nodes))
    case .include(let nodes): return .include(transform(nodes))
    case .slot(let nodes): return .slot(transform(nodes))
    case .text, .comment, .doctype: return self
    }
  }
}

struct PageLoop: Sendable {
  /// One name: the element, or the key of a map; two: position or key, then the element.
  let names: [String]
  let over: CompiledExpression
  let body: [PageNode]
}

struct PageElement: Sendable {
  let name: String
  var attributes: [PageAttribute]
  var children: [PageNode]
  let place: TemplatePlace

  subscript(literal name: String) -> String? {
    attributes.first { $0.name == name }.map { $0.value.flatMap { Segment.literal(of: $0) } ?? "" }
  }
}

struct PageAttribute: Sendable {
  let name: String
  /// Nil where it stands without a value.
  var value: [Segment]?
}
