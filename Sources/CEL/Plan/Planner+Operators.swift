extension Planner {
  mutating func planUnary(_ operation: UnaryOperator, _ operand: Expression, at place: Place) -> any Node {
    let node = operation == .not ? planBool(operand) : plan(operand)
    return switch operation {
    case .not: fold(NotNode(node), [node], at: place)
    case .minus: fold(NegateNode(node, place: place), [node], at: place)
    }
  }

  mutating func planBinary(_ operation: BinaryOperator, _ left: Expression, _ right: Expression, at place: Place) -> any Node {
    let parts = [plan(left), plan(right)]
    let node: any Node =
      switch operation {
      case .equal, .notEqual: equality(parts[0], parts[1], isNegated: operation == .notEqual)
      case .less, .lessOrEqual, .greater, .greaterOrEqual: CompareNode(operation, parts[0], parts[1], place: place)
      case .in: InNode(parts[0], parts[1], place: place)
      case .add, .subtract, .multiply, .divide, .remainder: ArithmeticNode(operation, parts[0], parts[1], place: place)
      }
    return fold(node, parts, at: place)
  }

  private func equality(_ left: any Node, _ right: any Node, isNegated: Bool) -> any Node {
    if case .string(let text)? = right.constant { return EqualTextNode(left, text: text, isNegated: isNegated) }
    if case .string(let text)? = left.constant { return EqualTextNode(right, text: text, isNegated: isNegated) }
    return EqualNode(left, right, isNegated: isNegated)
  }

  mutating func planLogic(_ operation: LogicOperator, _ operands: [Expression]) -> any Node {
    let nodes = operands.map { planBool($0) }
    let settles = operation == .or
    return nodes.count == 2 ? PairNode(nodes[0], nodes[1], settles: settles) : ChainNode(nodes, settles: settles)
  }

  mutating func planList(_ elements: [Expression.Element], at place: Place) -> any Node {
    let nodes = elements.map { plan($0.value) }
    let optionals = Set(elements.indices.filter { elements[$0].isOptional })
    return fold(ListNode(nodes, optionals: optionals, place: place), nodes, at: place)
  }

  mutating func planMap(_ expression: Expression, _ entries: [Expression.Entry]) -> any Node {
    if case .constant(.type(.object(let name))) = annotations.references[expression.id], let type = names.types[name] {
      let fields = entries.compactMap { entry -> ObjectNode.Field? in
        guard case .literal(.string(let field)) = entry.key.kind else { return nil }
        return ObjectNode.Field(key: .string(field), value: plan(entry.value), isOptional: entry.isOptional)
      }
      return object(fields, of: type, at: expression.place)
    }
    var parts: [any Node] = []
    let planned = entries.map { entry in
      let (key, value) = (plan(entry.key), plan(entry.value))
      parts += [key, value]
      return MapNode.Entry(key: key, value: value, isOptional: entry.isOptional)
    }
    return fold(MapNode(planned, place: expression.place), parts, at: expression.place)
  }

  mutating func planObject(_ expression: Expression, _ fields: [Expression.FieldEntry]) -> any Node {
    guard case .constant(.type(.object(let name))) = annotations.references[expression.id], let type = names.types[name] else {
      if case .unresolved(let message) = annotations.references[expression.id] { return UnresolvedNode(message, at: expression.place) }
      return UnresolvedNode("there is no such type", at: expression.place)
    }
    let planned = fields.map { ObjectNode.Field(key: .string($0.field), value: plan($0.value), isOptional: $0.isOptional) }
    return object(planned, of: type, at: expression.place)
  }

  /// The fields in the type's order.
  private mutating func object(_ fields: [ObjectNode.Field], of type: ObjectType, at place: Place) -> any Node {
    let known = type.fields.compactMap { declared in fields.first { $0.key == .string(declared.name) } }
    guard known.count == fields.count else { return UnresolvedNode("`\(type.name)` has no such field", at: place) }
    return fold(ObjectNode(known, place: place), known.map(\.value), at: place)
  }
}
