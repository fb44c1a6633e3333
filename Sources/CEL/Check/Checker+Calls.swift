extension Checker {
  mutating func checkCall(_ expression: Expression, _ name: String, _ receiver: Expression?, _ arguments: [Expression]) -> CELType {
    guard let receiver else {
      let types = arguments.map { check($0) }
      guard let function = names.function(name) else { return unknownFunction(name, expression, isReceiver: false) }
      return resolve(function, types, expression, isReceiver: false, isNamespaced: false)
    }
    if let qualifier = receiver.qualifiedName, !isShadowed(qualifier), let function = names.function(qualifier + "." + name) {
      let types = arguments.map { check($0) }
      return resolve(function, types, expression, isReceiver: false, isNamespaced: true)
    }
    if isStrict, let problem = unknownInNamespace(receiver, name, expression) {
      for argument in arguments { check(argument) }
      problems.append(problem)
      return .error
    }
    let types = [check(receiver)] + arguments.map { check($0) }
    guard let function = names.function(name) else { return unknownFunction(name, expression, isReceiver: true) }
    return resolve(function, types, expression, isReceiver: true, isNamespaced: false)
  }

  /// `math.foo(1)`: the receiver is only a prefix of functions, so the function is what is unknown.
  private func unknownInNamespace(_ receiver: Expression, _ name: String, _ expression: Expression) -> Problem? {
    guard let qualifier = receiver.qualifiedName, !isShadowed(qualifier), names.find(qualifier) == nil else { return nil }
    let members = names.functionNames(in: qualifier)
    guard !members.isEmpty else { return nil }
    return Problem(
      "there is no function `\(qualifier).\(name)`",
      hint: Spelling.nearest(name, among: members).map { "did you mean `\(qualifier).\($0)`?" }, at: expression.place)
  }

  private mutating func unknownFunction(_ name: String, _ expression: Expression, isReceiver: Bool) -> CELType {
    report(
      "there is no function `\(name)`", hint: Spelling.hint(name, among: names.functionNames + Parser.names), at: expression.place)
    annotations.references[expression.id] = .unresolved("there is no function '\(name)'")
    return wrong
  }

  private mutating func resolve(
    _ function: Function, _ types: [CELType], _ expression: Expression, isReceiver: Bool, isNamespaced: Bool
  ) -> CELType {
    let candidates = function.overloads.filter { $0.isReceiver == isReceiver }
    var fitting: [Overload] = []
    var result: CELType?
    for overload in candidates where overload.parameters.count == types.count {
      let fresh = substitution.instantiate(overload.parameters + [overload.result])
      guard substitution.isAssignable(types, to: Array(fresh.dropLast())) else { continue }
      fitting.append(overload)
      let found = substitution.resolve(fresh[fresh.count - 1])
      if let known = result { if known != .dyn, known != found { result = .dyn } } else { result = found }
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
