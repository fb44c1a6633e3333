extension Checker {
  /// Checks what must be of a known type. A map literal is taken as a struct-like value where one is wanted.
  @discardableResult
  mutating func check(_ expression: Expression, expecting expected: CELType) -> CELType {
    let type = checkKind(expression, expecting: expected)
    annotations.types[expression.id] = type
    return type
  }

  private mutating func checkKind(_ expression: Expression, expecting expected: CELType) -> CELType {
    switch (expression.kind, expected) {
    case (.map(let entries), .object(let name)): return checkMap(expression, entries, as: name)
    case (.map(let entries), .map(let key, let value)):
      for entry in entries {
        check(entry.key, expecting: key)
        check(entry.value, expecting: entry.isOptional ? .optional(value) : value)
      }
      return expected
    case (.list(let elements), .list(let element)):
      for part in elements { check(part.value, expecting: part.isOptional ? .optional(element) : element) }
      return expected
    case (.conditional(let condition, let then, let otherwise), _):
      checkBool(condition, "before `?` stands a bool")
      assuming(condition, is: true) { $0.check(then, expecting: expected) }
      assuming(condition, is: false) { $0.check(otherwise, expecting: expected) }
      return expected
    case (.macro(let comprehension), .list(let element))
    where comprehension.macro == .map || comprehension.macro == .transformList:
      return checkMacro(comprehension, expression, expecting: element)
    case (.macro(let comprehension), _) where comprehension.macro == .bind:
      return checkMacro(comprehension, expression, expecting: expected)
    default:
      let type = check(expression)
      return expect(type, expected, at: expression.place)
    }
  }

  private mutating func checkMap(_ expression: Expression, _ entries: [Expression.Entry], as name: String) -> CELType {
    guard let type = names.types[name] else { return check(expression) }
    var parts: [Part] = []
    for entry in entries {
      check(entry.key)
      guard case .literal(.string(let field)) = entry.key.kind else {
        report("the fields of `\(name)` are named by literals", at: entry.key.place)
        check(entry.value)
        continue
      }
      parts.append(Part(name: field, place: entry.key.place, value: entry.value, isOptional: entry.isOptional))
    }
    checkFields(parts, of: type, at: expression.place)
    annotations.references[expression.id] = .constant(.type(.object(name)))
    return .object(name)
  }

  private mutating func expect(_ type: CELType, _ expected: CELType, at place: Place) -> CELType {
    if substitution.isAssignable(type, to: expected) { return type }
    report("expected \(expected.description.withArticle), this is \(shown(type).withArticle)", hint: hint(type, expected), at: place)
    return wrong
  }

  private func hint(_ type: CELType, _ expected: CELType) -> String? {
    switch (substitution.resolve(type), expected) {
    case (.int, .double): "a double is written with a point, `0.0`, or converted, `double(…)`"
    case (.double, .int): "convert it, `int(…)` cuts, `int(math.round(…))` rounds"
    case (_, .string): "make a text of it: `string(…)`"
    case (.string, .timestamp): "read it: `timestamp(…)`"
    case (.string, .duration): "read it: `duration(\"2h\")`"
    case (.optional, _): "read its value: `.orValue(…)`"
    default: nil
    }
  }
}
