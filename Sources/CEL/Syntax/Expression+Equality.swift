/// What a node says apart from its parts.
private enum Head: Hashable {
  case literal(Value)
  case name(String)
  case select(String, isOptional: Bool)
  case has(String)
  case index(isOptional: Bool)
  case call(String, hasReceiver: Bool)
  case unary(UnaryOperator)
  case binary(BinaryOperator)
  case logic(LogicOperator)
  case conditional
  case list(optionals: [Bool])
  case map(optionals: [Bool])
  case object(String, fields: [String], optionals: [Bool])
  case macro(Comprehension.Macro, name: String, variables: [String], hasCondition: Bool, isReceiver: Bool)
  case block
}

extension Expression {
  private var head: Head {
    switch kind {
    case .literal(let value): .literal(value)
    case .name(let name): .name(name)
    case .select(_, let field, let isOptional): .select(field, isOptional: isOptional)
    case .has(_, let field): .has(field)
    case .index(_, _, let isOptional): .index(isOptional: isOptional)
    case .call(let name, let receiver, _): .call(name, hasReceiver: receiver != nil)
    case .unary(let operation, _): .unary(operation)
    case .binary(let operation, _, _): .binary(operation)
    case .logic(let operation, _): .logic(operation)
    case .conditional: .conditional
    case .list(let elements): .list(optionals: elements.map(\.isOptional))
    case .map(let entries): .map(optionals: entries.map(\.isOptional))
    case .object(let name, let fields): .object(name, fields: fields.map(\.field), optionals: fields.map(\.isOptional))
    case .macro(let macro): head(of: macro)
    case .block: .block
    }
  }

  private func head(of macro: Comprehension) -> Head {
    .macro(
      macro.macro, name: macro.name, variables: macro.variables, hasCondition: macro.condition != nil, isReceiver: macro.isReceiver)
  }
}

extension Expression: Hashable {
  /// Goes through the trees with a list of its own: they may be as high as the stack allows.
  package static func == (left: Expression, right: Expression) -> Bool {
    var pending = [(left, right)]
    while let (left, right) = pending.popLast() {
      guard left.head == right.head else { return false }
      let (parts, otherParts) = (left.parts, right.parts)
      guard parts.count == otherParts.count else { return false }
      pending += zip(parts, otherParts)
    }
    return true
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(head)
    for part in parts { hasher.combine(part.head) }
  }
}
