extension Checker {
  mutating func checkCall(_ expression: Expression, _ name: String, _ receiver: Expression?, _ arguments: [Expression]) -> CELType {
    guard let receiver else {
      let types = checkAll(arguments)
      guard let function = names.function(name) else { return unknownFunction(name, expression) }
      return resolve(function, types, expression, isReceiver: false, isNamespaced: false)
    }
    if let function = namespaced(receiver, name) {
      return resolve(function, checkAll(arguments), expression, isReceiver: false, isNamespaced: true)
    }
    if reportUnknownInNamespace(receiver, name, expression) {
      _ = checkAll(arguments)
      return .error
    }
    guard let function = names.function(name) else { return checkUnknown(expression, name, receiver, arguments) }
    return resolve(function, checkAll([receiver] + arguments), expression, isReceiver: true, isNamespaced: false)
  }

  private mutating func checkAll(_ expressions: [Expression]) -> [CELType] {
    var types: [CELType] = []
    for expression in expressions { types.append(check(expression)) }
    return types
  }

  /// The function of a namespace: `math.abs`.
  private func namespaced(_ receiver: Expression, _ name: String) -> Function? {
    guard let qualifier = receiver.qualifiedName, !isShadowed(qualifier) else { return nil }
    return names.function(qualifier + "." + name)
  }

  private mutating func checkUnknown(_ expression: Expression, _ name: String, _ receiver: Expression, _ arguments: [Expression]) -> CELType
  {
    check(receiver)
    // The arguments of a misspelt macro are no values.
    let nearest = isStrict ? Spelling.nearest(name, among: names.functionNames + Parser.names) : nil
    if nearest.map({ !Parser.names.contains($0) }) ?? true { _ = checkAll(arguments) }
    return unknownFunction(name, expression)
  }

  /// `math.foo(1)`: the receiver is only a prefix of functions, so the function is what is unknown.
  private mutating func reportUnknownInNamespace(_ receiver: Expression, _ name: String, _ expression: Expression) -> Bool {
    guard isStrict, let qualifier = receiver.qualifiedName, !isShadowed(qualifier), names.find(qualifier) == nil else { return false }
    let members = names.functionNames(in: qualifier)
    guard !members.isEmpty else { return false }
    report(
      "there is no function `\(qualifier).\(name)`",
      hint: Spelling.nearest(name, among: members).map { "did you mean `\(qualifier).\($0)`?" }, at: expression.place)
    return true
  }

  private mutating func unknownFunction(_ name: String, _ expression: Expression) -> CELType {
    report(
      "there is no function `\(name)`", hint: Spelling.hint(name, among: names.functionNames + Parser.names), at: expression.place)
    annotations.references[expression.id] = .unresolved("there is no function '\(name)'")
    return wrong
  }

  private mutating func resolve(
    _ function: Function, _ types: [CELType], _ expression: Expression, isReceiver: Bool, isNamespaced: Bool
  ) -> CELType {
    let candidates = function.overloads.filter { $0.isReceiver == isReceiver }
    let arePlain = types.allSatisfy(\.isPlain)
    var fitting: [Overload] = []
    var result: CELType?
    for overload in candidates where overload.parameters.count == types.count {
      // Plain types need no looking for what open ones stand for.
      let isPlain = arePlain && overload.isPlain
      let found = isPlain ? (overload.parameters == types ? overload.result : nil) : fit(overload.parameters, overload.result, types)
      guard let found else { continue }
      fitting.append(overload)
      result = Self.join(result, found)
    }
    if let result {
      annotations.references[expression.id] = .function(isStrict ? fitting : candidates, isNamespaced: isNamespaced)
      return result
    }
    annotations.references[expression.id] = .function(candidates, isNamespaced: isNamespaced)
    reportMismatch(function, candidates, types, expression, isReceiver: isReceiver)
    return wrong
  }

  private mutating func reportMismatch(
    _ function: Function, _ candidates: [Overload], _ types: [CELType], _ expression: Expression, isReceiver: Bool
  ) {
    let given = isReceiver ? types.dropFirst() : types[...]
    let shownTypes = "(" + given.map { shown($0) }.joined(separator: ", ") + ")"
    let on = isReceiver ? " on \(shown(types[0]).withArticle)" : ""
    let forms = (candidates.isEmpty ? function.overloads : candidates).prefix(4).map { $0.form(of: function.name) }
    report(
      "`\(function.name)` cannot be called with \(shownTypes)\(on)", hint: "it is called " + forms.joined(separator: " or "),
      at: expression.place)
  }
}

extension Overload {
  /// How it is called: `string.startsWith(string)`.
  package func form(of name: String) -> String {
    let shown = parameters.map(\.description)
    return isReceiver
      ? "\(shown[0]).\(name)(\(shown.dropFirst().joined(separator: ", ")))" : "\(name)(\(shown.joined(separator: ", ")))"
  }
}
