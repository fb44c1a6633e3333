extension Planner {
  mutating func planCall(_ expression: Expression, _ name: String, _ receiver: Expression?, _ arguments: [Expression]) -> any Node {
    guard case .function(let overloads, let isNamespaced) = annotations.references[expression.id] else {
      if case .unresolved(let message) = annotations.references[expression.id] { return UnresolvedNode(message, at: expression.place) }
      return UnresolvedNode("there is no function '\(name)'", at: expression.place)
    }
    let parts = isNamespaced ? arguments : (receiver.map { [$0] } ?? []) + arguments
    let nodes = parts.map { plan($0) }
    if let special = special(name, overloads, nodes, at: expression.place) { return fold(special, nodes, at: expression.place) }
    let isCertain = isStrict && overloads.count == 1 && parts.allSatisfy { !type(of: $0).containsDyn && type(of: $0) != .null }
    let node = CallNode(name: name, overloads: overloads, arguments: nodes, isCertain: isCertain, place: expression.place)
    return overloads.allSatisfy(\.isConstant) && !overloads.isEmpty ? fold(node, nodes, at: expression.place) : node
  }

  /// Calls that evaluate their arguments in a way of their own.
  private mutating func special(_ name: String, _ overloads: [Overload], _ nodes: [any Node], at place: Place) -> (any Node)? {
    guard nodes.count == 2, let id = overloads.first?.id else { return nil }
    switch id {
    case SpecialOverload.or, SpecialOverload.orValue:
      return OrElseNode(nodes[0], nodes[1], givesOptional: id == SpecialOverload.or, place: place)
    case SpecialOverload.matches, SpecialOverload.matches + "_receiver":
      return MatchesNode(nodes[0], pattern: nodes[1], regex: regex(nodes[1], at: place), place: place)
    default: return nil
    }
  }

  /// The pattern compiled, if it is known; a faulty one fails when it is reached, and is worth a warning now.
  private mutating func regex(_ pattern: any Node, at place: Place) -> Regex? {
    guard case .string(let source)? = pattern.constant else { return nil }
    do {
      return try Regex.compiled(source)
    } catch {
      warnings.append(Problem("this always fails: \(error.message)", at: place))
      return nil
    }
  }

  mutating func planMacro(_ macro: Comprehension, _ expression: Expression) -> any Node {
    let slot = annotations.localSlots[expression.id]
    let range = plan(macro.range)
    let condition = macro.condition.map { planBool($0) }
    let body = macro.macro.isTest ? planBool(macro.body) : plan(macro.body)
    if macro.macro == .bind { return BindNode(range, slot: slot, body: body) }
    let loop = Loop(
      name: macro.name, range: range, slot: slot, isPair: macro.variables.count == 2, condition: condition, body: body,
      cost: macro.body.nodeCount + (macro.condition?.nodeCount ?? 0), place: expression.place)
    return switch macro.macro {
    case .all: QuantifierNode(loop, settles: false)
    case .exists: QuantifierNode(loop, settles: true)
    case .existsOne: ExistsOneNode(loop)
    case .map, .transformList: TransformNode(loop)
    case .filter: FilterNode(loop)
    case .transformMap: TransformMapNode(loop, givesEntries: false)
    case .transformMapEntry: TransformMapNode(loop, givesEntries: true)
    case .sortBy: SortNode(loop)
    case .groupBy: GroupNode(loop)
    case .bind: BindNode(range, slot: slot, body: body)
    case .optMap: OptionalMapNode(loop, isFlat: false)
    case .optFlatMap: OptionalMapNode(loop, isFlat: true)
    }
  }
}

extension Expression {
  /// The direct parts of the node, in the order of the source.
  package var parts: [Expression] {
    switch kind {
    case .literal, .name: []
    case .select(let operand, _, _), .has(let operand, _), .unary(_, let operand): [operand]
    case .index(let operand, let key, _): [operand, key]
    case .call(_, let receiver, let arguments): (receiver.map { [$0] } ?? []) + arguments
    case .binary(_, let left, let right): [left, right]
    case .logic(_, let operands): operands
    case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
    case .list(let elements): elements.map(\.value)
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .object(_, let fields): fields.map(\.value)
    case .macro(let comprehension): [comprehension.range] + (comprehension.condition.map { [$0] } ?? []) + [comprehension.body]
    case .block(let elements, let result): elements + [result]
    }
  }

  /// How many nodes the tree has.
  var nodeCount: Int { parts.reduce(1) { $0 + $1.nodeCount } }
}
