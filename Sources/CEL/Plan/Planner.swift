/// Makes the nodes that evaluate a checked tree. What depends on literals alone is worked out here.
struct Planner {
  let annotations: Annotations
  let names: NameSpace
  let definitions: [CompiledDefinition]
  let isStrict: Bool
  /// Calls that fail whenever they are reached.
  var warnings: [Problem] = []

  mutating func plan(_ expression: Expression) -> any Node {
    switch expression.kind {
    case .literal(let value): ConstantNode(value)
    case .name: planReference(expression)
    case .select(let operand, let field, let isOptional): planSelect(expression, operand, field, isOptional: isOptional)
    case .has(let operand, let field): HasNode(operand: plan(operand), field: field, place: expression.place)
    case .index(let operand, let key, let isOptional): planIndex(expression, operand, key, isOptional: isOptional)
    case .call(let name, let receiver, let arguments): planCall(expression, name, receiver, arguments)
    case .unary(let operation, let operand): planUnary(operation, operand, at: expression.place)
    case .binary(let operation, let left, let right): planBinary(operation, left, right, at: expression.place)
    case .logic(let operation, let operands): planLogic(operation, operands)
    case .conditional(let condition, let then, let otherwise):
      ConditionalNode(planBool(condition), then: plan(then), otherwise: plan(otherwise))
    case .list(let elements): planList(elements, at: expression.place)
    case .map(let entries): planMap(expression, entries)
    case .object(_, let fields): planObject(expression, fields)
    case .macro(let comprehension): planMacro(comprehension, expression)
    case .block(let elements, let result):
      BlockNode(elements.map { plan($0) }, slot: annotations.localSlots[expression.id], result: plan(result))
    }
  }

  /// Where a bool is needed.
  mutating func planBool(_ expression: Expression) -> any Node {
    let node = plan(expression)
    return type(of: expression) == .bool && isStrict ? node : BoolNode(node, place: expression.place)
  }

  func type(of expression: Expression) -> CELType { annotations.types[expression.id] }

  /// The node's value instead of the node, where its parts are constants. A failure stays where it is: it may never be reached.
  mutating func fold(_ node: any Node, _ parts: [any Node], at place: Place) -> any Node {
    guard parts.allSatisfy({ $0 is ConstantNode }) else { return node }
    var frame = Frame(scope: EmptyScope(), localCount: 0, definitionCount: 0, budget: Self.foldingCostMax)
    do {
      return ConstantNode(try node.value(&frame))
    } catch {
      if !error.isLimit { warnings.append(Problem("this always fails: \(error.message)", at: error.place ?? place)) }
      return node
    }
  }

  /// What is worked out while compiling stays small.
  private static let foldingCostMax = 10_000

  private func planReference(_ expression: Expression) -> any Node {
    switch annotations.references[expression.id] {
    case .variable(let slot): VariableNode(slot: slot, place: expression.place)
    case .local(let slot): LocalNode(slot: slot)
    case .definition(let number): definitions[number].node(number: number)
    case .constant(let value): ConstantNode(value)
    case .unresolved(let message): UnresolvedNode(message, at: expression.place)
    case .function, nil: UnresolvedNode("this name stands for nothing", at: expression.place)
    }
  }

  private mutating func planSelect(_ expression: Expression, _ operand: Expression, _ field: String, isOptional: Bool) -> any Node {
    if annotations.references[expression.id] != nil { return planReference(expression) }
    let operandNode = plan(operand)
    let (name, hint) = declared(field, in: type(of: operand))
    let node = SelectNode(operand: operandNode, field: name, hint: hint, isOptional: isOptional, place: expression.place)
    if !isOptional, case .local(let slot) = annotations.references[operand.id] {
      return LocalFieldNode(slot: slot, field: name, hint: hint, general: node)
    }
    return fold(node, [operandNode], at: expression.place)
  }

  /// Where the type declares the field, and the name as it stands there: the same storage as in the values' keys.
  private func declared(_ field: String, in type: CELType) -> (name: String, hint: Int) {
    switch type {
    case .object(let name):
      guard let fields = names.types[name]?.fields, let index = fields.firstIndex(where: { $0.name == field }) else { return (field, -1) }
      return (fields[index].name, index)
    case .opaque("group", _): return (field, field == "key" ? 0 : 1)
    default: return (field, -1)
    }
  }

  private mutating func planIndex(_ expression: Expression, _ operand: Expression, _ key: Expression, isOptional: Bool) -> any Node {
    let parts = [plan(operand), plan(key)]
    let node = IndexNode(operand: parts[0], key: parts[1], isOptional: isOptional, place: expression.place)
    return fold(node, parts, at: expression.place)
  }
}

/// For what reads no variable.
struct EmptyScope: Scope {
  func value(ofSlot slot: Int) throws(EvaluationError) -> Value { throw EvaluationError("no variable has a value here") }
}
