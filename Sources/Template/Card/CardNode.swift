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
  case object(CardObject)
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
    case .object(let object): object.values.reduce(into: []) { $0.formUnion($1.variables) }
    case .conditional(let condition, let node): condition.variables.union(node.variables)
    case .each(let loop): loop.over.variables.union(loop.body.variables)
    }
  }
}

extension CardNode {
  /// The same; what is made of nothing but literals is one itself, and made once.
  var folded: CardNode {
    switch self {
    case .array(let nodes):
      let values = nodes.compactMap(\.literal)
      return values.count == nodes.count ? .literal(.list(values)) : self
    case .object(let object):
      let values = object.values.compactMap(\.literal)
      guard values.count == object.values.count else { return self }
      let present = values.indices.filter { !values[$0].isNull }
      return .literal(.map(ValueMap(uniqueKeys: present.map { object.keys[$0] }, values: present.map { values[$0] })))
    default: return self
    }
  }

  private var literal: Value? {
    if case .literal(let value) = self { value } else { nil }
  }
}

/// Members of an object in the order of the file; values that have all of them share the keys.
struct CardObject: Sendable {
  let keys: [MapKey]
  let values: [CardNode]

  init(_ members: [(key: String, value: CardNode)]) {
    keys = members.map { .string($0.key) }
    values = members.map(\.value)
  }
}

struct CardLoop: Sendable {
  let names: [String]
  /// Fields of the element that are names of their own inside, as in Adaptive Cards Templating.
  let fields: [String]
  let over: CompiledExpression
  let body: CardNode
}
