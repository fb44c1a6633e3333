extension Checker {
  mutating func checkList(_ elements: [Expression.Element]) -> CELType {
    var joined: CELType?
    for element in elements {
      var type = check(element.value)
      if element.isOptional { type = unwrapped(type, element.value) }
      joined = join(joined, type)
    }
    return .list(joined ?? substitution.freshVariable())
  }

  mutating func checkMap(_ entries: [Expression.Entry]) -> CELType {
    var keys: CELType?
    var values: CELType?
    for entry in entries {
      let keyType = check(entry.key)
      if !isKey(keyType) {
        report("a key is a string, an int, a uint or a bool, this is \(shown(keyType).withArticle)", at: entry.key.place)
      }
      keys = join(keys, keyType)
      var type = check(entry.value)
      if entry.isOptional { type = unwrapped(type, entry.value) }
      values = join(values, type)
    }
    reportRepeatedKeys(entries)
    return .map(keys ?? substitution.freshVariable(), values ?? substitution.freshVariable())
  }

  private func isKey(_ type: CELType) -> Bool {
    switch substitution.resolve(type) {
    case .string, .int, .uint, .bool, .dyn, .error, .parameter: true
    default: false
    }
  }

  /// Two equal literal keys are worth a warning: evaluating the map is an error.
  private mutating func reportRepeatedKeys(_ entries: [Expression.Entry]) {
    var seen: Set<MapKey> = []
    for entry in entries {
      guard case .literal(let value) = entry.key.kind, let key = MapKey(value) else { continue }
      if isStrict, !seen.insert(key).inserted { warnings.append(Problem("this key is there twice", at: entry.key.place)) }
    }
  }

  /// The type within an optional element or entry.
  private mutating func unwrapped(_ type: CELType, _ expression: Expression) -> CELType {
    let resolved = substitution.resolve(type)
    if case .optional(let inner) = resolved { return inner }
    if resolved.isDynOrError { return .dyn }
    report("behind `?` stands an optional, this is \(shown(type).withArticle)", at: expression.place)
    return wrong
  }

  /// The type that holds both; dyn where they do not go together.
  private mutating func join(_ known: CELType?, _ next: CELType) -> CELType {
    guard let known else { return next }
    return substitution.isAssignable(known, to: next) ? Substitution.moreGeneral(known, next) : .dyn
  }

  mutating func checkObject(_ expression: Expression, _ name: String, _ fields: [Expression.FieldEntry]) -> CELType {
    guard let type = names.objectType(name) else {
      report("there is no type `\(name)`", hint: Spelling.hint(name, among: names.types.all.map(\.name)), at: expression.place)
      annotations.references[expression.id] = .unresolved("there is no type '\(name)'")
      for field in fields { check(field.value) }
      return wrong
    }
    annotations.references[expression.id] = .constant(.type(.object(type.name)))
    let parts = fields.map { Part(name: $0.field, place: $0.fieldPlace, value: $0.value, isOptional: $0.isOptional) }
    checkFields(parts, of: type, at: expression.place)
    return .object(type.name)
  }

  /// A field with its value, as an object literal or a map literal gives it.
  struct Part {
    let name: String
    let place: Place
    let value: Expression
    let isOptional: Bool
  }

  /// The values against the type's fields: unknown ones, wrong ones, missing ones.
  mutating func checkFields(_ parts: [Part], of type: ObjectType, at place: Place) {
    var given: Set<String> = []
    for part in parts {
      if !given.insert(part.name).inserted { report("`\(part.name)` is there twice", at: part.place) }
      guard let field = type.field(part.name) else {
        report("`\(type.name)` has no field `\(part.name)`", hint: Spelling.hint(part.name, among: type.fields.map(\.name)), at: part.place)
        check(part.value)
        continue
      }
      check(part.value, expecting: part.isOptional ? .optional(field.type) : field.type)
    }
    let missing = type.fields.filter { !$0.isOptional && !given.contains($0.name) }.map { "`\($0.name)`" }
    if !missing.isEmpty {
      report("\(missing.joined(separator: ", ")) of `\(type.name)` \(missing.count == 1 ? "is" : "are") missing", at: place)
    }
  }
}
