extension Checker {
  mutating func checkUnary(_ operation: UnaryOperator, _ operand: Expression, at place: Place) -> CELType {
    let type = check(operand)
    if let result = resolve(Operators.signatures(of: operation), [type]) { return result }
    let taken = operation == .not ? "a bool" : "an int or a double"
    report("`\(operation.rawValue)` takes \(taken), this is \(shown(type).withArticle)", at: operand.place)
    return wrong
  }

  mutating func checkBinary(_ operation: BinaryOperator, _ left: Expression, _ right: Expression, at place: Place) -> CELType {
    let types = [check(left), check(right)]
    if let result = resolve(Operators.signatures(of: operation), types) { return result }
    let shownTypes = types.map { shown($0) }
    report(
      "`\(operation.rawValue)` does not go with \(shownTypes[0]) and \(shownTypes[1])",
      hint: hint(operation, substitution.resolve(types[0]), substitution.resolve(types[1])), at: place)
    switch operation {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in: return .bool
    default: return wrong
    }
  }

  private func hint(_ operation: BinaryOperator, _ left: CELType, _ right: CELType) -> String? {
    let numbers: Set<CELType> = [.int, .uint, .double]
    if numbers.contains(left), numbers.contains(right), left != right {
      let target: CELType = left == .double || right == .double ? .double : .int
      return "convert one of them: `\(target)(…)`"
    }
    if operation == .add, left == .string || right == .string { return "make a text of the other: `string(…)`" }
    return switch (left, right) {
    case (.optional, _), (_, .optional): "an optional's value is read with `.orValue(…)`"
    case (.timestamp, .int), (.int, .timestamp), (.duration, .int), (.int, .duration):
      "a length of time is written `duration(\"72h\")`"
    case (.timestamp, .string), (.string, .timestamp): "an instant is written `timestamp(\"2026-01-31T00:00:00Z\")`"
    default: nil
    }
  }

  mutating func checkLogic(_ operation: LogicOperator, _ operands: [Expression]) -> CELType {
    let known = presentFields.count
    for operand in operands { assume(operand, is: operation == .and) }
    for operand in operands { checkBool(operand, "`\(operation.rawValue)` takes bools") }
    presentFields.removeSubrange(known...)
    return .bool
  }

  mutating func checkBool(_ expression: Expression, _ rule: String) {
    let type = check(expression)
    guard !substitution.isAssignable(type, to: .bool) else { return }
    report("\(rule), this is \(shown(type).withArticle)", at: expression.place)
  }

  mutating func checkConditional(_ condition: Expression, _ then: Expression, _ otherwise: Expression) -> CELType {
    checkBool(condition, "before `?` stands a bool")
    let types = [
      assuming(condition, is: true) { $0.check(then) }, assuming(condition, is: false) { $0.check(otherwise) },
    ]
    if let result = resolve(Operators.conditional, [.bool] + types) { return result }
    report("the choices of `?:` are of different types, \(shown(types[0])) and \(shown(types[1]))", at: then.place.through(otherwise.place))
    return wrong
  }

  /// Checks with the fields known to be present that the condition's outcome tells of.
  @discardableResult
  mutating func assuming<T>(_ condition: Expression, is outcome: Bool, _ body: (inout Checker) -> T) -> T {
    let known = presentFields.count
    assume(condition, is: outcome)
    defer { presentFields.removeSubrange(known...) }
    return body(&self)
  }

  /// Beyond so many, `has()` tells nothing more: each read of an optional field is looked for among them.
  private static let presentFieldsMax = 100

  /// Notes the fields that are there if the condition comes out so.
  mutating func assume(_ condition: Expression, is outcome: Bool) {
    switch condition.kind {
    case .has(let operand, let field) where outcome && presentFields.count < Self.presentFieldsMax:
      presentFields.append(PresentField(operand: operand, field: field))
    case .unary(.not, let inner): assume(inner, is: !outcome)
    case .logic(let operation, let operands) where (operation == .and) == outcome:
      for operand in operands { assume(operand, is: outcome) }
    default: break
    }
  }

  mutating func checkIndex(_ operand: Expression, _ key: Expression, isOptional: Bool, at place: Place) -> CELType {
    let operandType = check(operand)
    let keyType = check(key)
    if let result = resolve(isOptional ? Operators.optionalIndex : Operators.index, [operandType, keyType]) { return result }
    if case .object(let name) = substitution.resolve(operandType), case .literal(.string(let field)) = key.kind {
      let type = fieldType(of: name, field, in: nil, at: key.place)
      return isOptional ? .optional(type) : type
    }
    report("\(shown(operandType).withArticle) cannot be indexed with \(shown(keyType).withArticle)", at: place)
    return wrong
  }
}

extension String {
  /// `an int`, `a list(string)`.
  var withArticle: String {
    if self == "null" || self == "dyn" || self == "error" { return self }
    return ("aeiou".contains(first ?? "x") && !hasPrefix("uint") ? "an " : "a ") + self
  }
}
