extension Checker {
  mutating func checkName(_ name: String, _ expression: Expression) -> CELType {
    if let type = lookUp(name, expression) { return type }
    let shownName = name.hasPrefix(".") ? String(name.dropFirst()) : name
    report(
      "nothing here is called `\(shownName)`", hint: Spelling.hint(shownName, among: locals.map(\.name) + names.allNames),
      at: expression.place)
    annotations.references[expression.id] = .unresolved("there is no '\(shownName)'")
    return wrong
  }

  /// Finds a name, qualified or not, and notes what it stands for.
  private mutating func lookUp(_ name: String, _ expression: Expression) -> CELType? {
    if let local = locals.last(where: { $0.name == name }) {
      annotations.references[expression.id] = .local(slot: local.slot)
      return local.type
    }
    guard let (reference, type) = names.find(name) else { return nil }
    annotations.references[expression.id] = reference
    return type
  }

  /// Whether a qualified name begins with a comprehension's variable, which hides everything else of that name.
  func isShadowed(_ qualifiedName: String) -> Bool {
    let root = qualifiedName.prefix { $0 != "." }
    return !root.isEmpty && locals.contains { $0.name == root }
  }

  mutating func checkSelect(_ expression: Expression, _ operand: Expression, _ field: String, isOptional: Bool) -> CELType {
    if !isOptional, let name = expression.qualifiedName, !isShadowed(name), let type = lookUp(name, expression) { return type }
    let type = selectedType(operand, field, in: isOptional ? nil : expression, at: expression.place)
    if isOptional, case .optional = type { return type }
    return isOptional ? .optional(type) : type
  }

  mutating func checkHas(_ operand: Expression, _ field: String, at place: Place) -> CELType {
    // Without the bracket that closes it.
    let selection = Place(offset: place.offset, length: operand.place.end + 1 + field.asSelector.utf8.count - place.offset)
    _ = selectedType(operand, field, in: nil, at: selection)
    return .bool
  }

  /// The type of a field; `expression` is the plain selection that reads it, for which the field must be there. `whole` is where
  /// the operand with its field stands.
  private mutating func selectedType(_ operand: Expression, _ field: String, in expression: Expression?, at whole: Place) -> CELType {
    let operandType = substitution.resolve(check(operand))
    let place = Place(offset: operand.place.end, length: Swift.max(whole.end - operand.place.end, 0))
    if case .optional(let inner) = operandType {
      return .optional(fieldType(of: substitution.resolve(inner), field, in: nil, at: place))
    }
    return fieldType(of: operandType, field, in: expression, at: place)
  }

  private mutating func fieldType(of type: CELType, _ field: String, in expression: Expression?, at place: Place) -> CELType {
    switch type {
    case .map(_, let value): return value
    case .object(let name): return fieldType(of: name, field, in: expression, at: place)
    case .opaque("group", let parameters) where parameters.count == 2:
      if field == "key" { return parameters[0] }
      if field == "values" { return parameters[1] }
      report("a group has no field `\(field)`", hint: "it has `key` and `values`", at: place)
      return wrong
    case .parameter:
      _ = substitution.isAssignable(.dyn, to: type)
      return .dyn
    case .dyn, .error: return .dyn
    default:
      report("\(shown(type).withArticle) has no fields", at: place)
      return wrong
    }
  }

  /// The type of a declared type's field. A field that may be absent is worth a warning where a plain selection reads it
  /// without asking first.
  mutating func fieldType(of typeName: String, _ field: String, in expression: Expression?, at place: Place) -> CELType {
    guard let type = names.types[typeName] else { return .dyn }
    guard let found = type.field(field) else {
      report("`\(typeName)` has no field `\(field)`", hint: Spelling.hint(field, among: type.fields.map(\.name)), at: place)
      return wrong
    }
    if found.isOptional, isStrict, let expression, case .select(let operand, _, _) = expression.kind,
      !presentFields.contains(PresentField(operand: operand, field: field))
    {
      warnings.append(
        Problem(
          "`\(field)` may be absent", hint: "ask first, `has(\(expression))`, or read it with `.?\(field).orValue(…)`", at: place))
    }
    return found.type
  }
}
