/// Finds the type of every part of an expression, what its names stand for, and everything that is wrong with it.
///
/// In lenient mode, which the conformance tests call for, types are dyn wherever they do not fit and unknown names are left to
/// the evaluation.
struct Checker {
  let names: NameSpace
  let isStrict: Bool
  var annotations: Annotations
  var substitution = Substitution()
  var problems: [Problem] = []
  var warnings: [Problem] = []
  var locals: [Local] = []
  /// Fields that are known to be there: `has()` said so in a neighbouring operand or condition.
  var presentFields: [PresentField] = []

  struct PresentField: Equatable {
    let operand: Expression
    let field: String
  }

  struct Local {
    let name: String
    let type: CELType
    let slot: Int
  }

  init(names: NameSpace, nodeCount: Int, isStrict: Bool) {
    self.names = names
    self.isStrict = isStrict
    annotations = Annotations(nodeCount: nodeCount)
  }

  /// The type of the node; its parts are checked on the way.
  @discardableResult
  mutating func check(_ expression: Expression) -> CELType {
    let type = checkKind(expression)
    annotations.types[expression.id] = type
    return type
  }

  private mutating func checkKind(_ expression: Expression) -> CELType {
    switch expression.kind {
    case .literal(let value): value.type
    case .name(let name): checkName(name, expression)
    case .select(let operand, let field, let isOptional): checkSelect(expression, operand, field, isOptional: isOptional)
    case .has(let operand, let field): checkHas(operand, field, at: expression.place)
    case .index(let operand, let key, let isOptional): checkIndex(operand, key, isOptional: isOptional, at: expression.place)
    case .call(let name, let receiver, let arguments): checkCall(expression, name, receiver, arguments)
    case .unary(let operation, let operand): checkUnary(operation, operand, at: expression.place)
    case .binary(let operation, let left, let right): checkBinary(operation, left, right, at: expression.place)
    case .logic(let operation, let operands): checkLogic(operation, operands)
    case .conditional(let condition, let then, let otherwise): checkConditional(condition, then, otherwise)
    case .list(let elements): checkList(elements)
    case .map(let entries): checkMap(entries)
    case .object(let name, let fields): checkObject(expression, name, fields)
    case .macro(let comprehension): checkMacro(comprehension, expression)
    case .block(let elements, let result): checkBlock(elements, result, expression)
    }
  }

  mutating func report(_ message: String, hint: String? = nil, at place: Place) {
    if isStrict { problems.append(Problem(message, hint: hint, at: place)) }
  }

  /// What an ill-typed part counts as: an error that was reported, or something known later.
  var wrong: CELType { isStrict ? .error : .dyn }

  /// The result of the signatures that fit; nil where none does.
  mutating func resolve(_ signatures: [Operators.Signature], _ arguments: [CELType]) -> CELType? {
    let arePlain = arguments.allSatisfy(\.isPlain)
    var result: CELType?
    for signature in signatures where signature.parameters.count == arguments.count {
      if arePlain, signature.isPlain {
        if signature.parameters == arguments { return signature.result }
        continue
      }
      guard let found = fit(signature.parameters, signature.result, arguments) else { continue }
      result = Self.join(result, found)
    }
    return result
  }

  /// The result of a signature, if the arguments go with its parameters.
  mutating func fit(_ parameters: [CELType], _ result: CELType, _ arguments: [CELType]) -> CELType? {
    let types = substitution.instantiate(parameters + [result])
    guard substitution.isAssignable(arguments, to: Array(types.dropLast())) else { return nil }
    return substitution.resolve(types[types.count - 1])
  }

  /// One result of several signatures: dyn where they differ.
  static func join(_ known: CELType?, _ found: CELType) -> CELType {
    known.map { $0 == found ? found : .dyn } ?? found
  }

  func shown(_ type: CELType) -> String { substitution.resolve(type, isFinal: true).description }
}
