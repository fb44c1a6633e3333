import CEL

/// A card as it is kept between loading and sending.
indirect enum CardNode: Sendable {
  case literal(Value)
  /// A string that is one expression: its value keeps its type.
  case value(CompiledExpression)
  case text([Segment])
  /// The same, shown by clients as Markdown: values are escaped.
  case markdown([Segment])
  case array([CardNode])
  case object([(key: String, value: CardNode)])
  /// `$when`
  case conditional(CompiledExpression, CardNode)
  /// `$data`
  case each(CardLoop)

  var variables: Set<String> {
    switch self {
    case .literal: []
    case .value(let expression): expression.variables
    case .text(let segments), .markdown(let segments): segments.variables
    case .array(let nodes): nodes.reduce(into: []) { $0.formUnion($1.variables) }
    case .object(let members): members.reduce(into: []) { $0.formUnion($1.value.variables) }
    case .conditional(let condition, let node): condition.variables.union(node.variables)
    case .each(let loop): loop.over.variables.union(loop.body.variables)
    }
  }
}

struct CardLoop: Sendable {
  let names: [String]
  /// Fields of the element that are names of their own inside, as in Adaptive Cards Templating.
  let fields: [String]
  let over: CompiledExpression
  let body: CardNode
}
