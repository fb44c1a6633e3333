extension Checker {
  /// `expected` is the type wanted of the body, where the surroundings know it.
  mutating func checkMacro(_ macro: Comprehension, _ expression: Expression, expecting expected: CELType? = nil) -> CELType {
    let range = check(macro.range)
    let slot = locals.count
    annotations.localSlots[expression.id] = slot
    let variableTypes = self.variableTypes(of: macro, range: range)
    for (name, type) in zip(macro.variables, variableTypes) { declare(name, type) }
    if let condition = macro.condition { checkBool(condition, "the condition of `\(macro.name)` is a bool") }
    let body = checkBody(macro, expecting: expected)
    locals.removeSubrange(slot...)
    return result(of: macro, range: range, body: body)
  }

  mutating func declare(_ name: String, _ type: CELType) {
    locals.append(Local(name: name, type: type, slot: locals.count))
    annotations.localCount = Swift.max(annotations.localCount, locals.count)
  }

  private mutating func checkBody(_ macro: Comprehension, expecting expected: CELType?) -> CELType {
    if macro.macro.isTest {
      checkBool(macro.body, "the condition of `\(macro.name)` is a bool")
      return .bool
    }
    let known = presentFields.count
    if let condition = macro.condition { assume(condition, is: true) }
    defer { presentFields.removeSubrange(known...) }
    if let expected { return check(macro.body, expecting: expected) }
    return check(macro.body)
  }

  private mutating func variableTypes(of macro: Comprehension, range: CELType) -> [CELType] {
    let type = substitution.resolve(range)
    let isPair = macro.variables.count == 2
    switch macro.macro {
    case .bind: return [range]
    case .optMap, .optFlatMap:
      if case .optional(let inner) = type { return [inner] }
      if !type.isDynOrError {
        report("`\(macro.name)` is called on an optional, this is \(shown(type).withArticle)", at: macro.range.place)
      }
      return [.dyn]
    default: break
    }
    switch type {
    case .list(let element): return isPair ? [.int, element] : [element]
    case .map(let key, let value): return [key, value]
    case .dyn, .error: return [.dyn, .dyn]
    case .parameter:
      _ = substitution.isAssignable(.dyn, to: type)
      return [.dyn, .dyn]
    default:
      report("`\(macro.name)` goes through a list or a map, this is \(shown(type).withArticle)", at: macro.range.place)
      return [wrong, wrong]
    }
  }

  private mutating func result(of macro: Comprehension, range: CELType, body: CELType) -> CELType {
    let type = substitution.resolve(range)
    switch macro.macro {
    case .all, .exists, .existsOne: return .bool
    case .map, .transformList: return .list(body)
    case .filter:
      switch type {
      case .list: return type
      case .map(let key, _): return .list(key)
      default: return .list(.dyn)
      }
    case .transformMap:
      if case .map(let key, _) = type { return .map(key, body) }
      return .map(type.isDynOrError ? .dyn : .int, body)
    case .transformMapEntry:
      let resolved = substitution.resolve(body)
      if case .map = resolved { return resolved }
      if !resolved.isDynOrError { report("`transformMapEntry` gives maps, this is \(shown(body).withArticle)", at: macro.body.place) }
      return .map(.dyn, .dyn)
    case .bind: return body
    case .optMap: return .optional(body)
    case .optFlatMap:
      let resolved = substitution.resolve(body)
      if case .optional = resolved { return resolved }
      if !resolved.isDynOrError { report("`optFlatMap` gives an optional, this is \(shown(body).withArticle)", at: macro.body.place) }
      return .optional(.dyn)
    case .sortBy: return checkSortKey(macro, list: type, key: body)
    case .groupBy:
      guard case .list(let element) = type else { return .list(.group(key: body, values: .dyn)) }
      return .list(.group(key: body, values: element))
    }
  }

  private mutating func checkSortKey(_ macro: Comprehension, list: CELType, key: CELType) -> CELType {
    switch substitution.resolve(key) {
    case .int, .uint, .double, .string, .bytes, .bool, .timestamp, .duration, .dyn, .error, .parameter: break
    default: report("\(shown(key).withArticle) has no order to sort by", at: macro.body.place)
    }
    if case .list = list { return list }
    if case .map(let key, _) = list { return .list(key) }
    return .list(.dyn)
  }

  mutating func checkBlock(_ elements: [Expression], _ result: Expression, _ expression: Expression) -> CELType {
    let first = locals.count
    annotations.localSlots[expression.id] = first
    for (number, element) in elements.enumerated() {
      let type = check(element)
      declare(BlockNames.index(Int64(number)), type)
    }
    let type = check(result)
    locals.removeSubrange(first...)
    return type
  }
}
