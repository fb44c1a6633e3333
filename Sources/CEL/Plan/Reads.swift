/// What an expression reads of its environment.
struct Reads {
  var variables: Set<String> = []
  /// Fields of variables, as far down as they are named: `data.count`; a variable read whole is its own path.
  var paths: Set<String> = []
  /// Whether it names a named expression.
  var namesDefinitions = false

  mutating func formUnion(_ other: Reads) {
    variables.formUnion(other.variables)
    paths.formUnion(other.paths)
  }

  mutating func collect(_ expression: Expression, _ annotations: Annotations, _ names: NameSpace, _ definitions: [CompiledDefinition]) {
    if let (variable, fields) = path(expression, annotations, names) {
      variables.insert(variable)
      paths.insert(([variable] + fields).joined(separator: "."))
      return
    }
    if case .definition(let number) = annotations.references[expression.id] {
      namesDefinitions = true
      formUnion(definitions[number].reads)
    }
    if case .constant(.type) = annotations.references[expression.id], case .select = expression.kind { return }
    for part in expression.parts where !isNamespace(part, of: expression, annotations) {
      collect(part, annotations, names, definitions)
    }
  }

  /// `math` in `math.abs(1)` is no variable.
  private func isNamespace(_ part: Expression, of expression: Expression, _ annotations: Annotations) -> Bool {
    guard case .function(_, isNamespaced: true) = annotations.references[expression.id],
      case .call(_, let receiver?, _) = expression.kind
    else { return false }
    return receiver.id == part.id
  }

  /// A variable with the fields selected from it.
  private func path(_ expression: Expression, _ annotations: Annotations, _ names: NameSpace) -> (String, [String])? {
    if case .variable(let slot) = annotations.references[expression.id] { return (names.variables[slot].name, []) }
    switch expression.kind {
    case .select(let operand, let field, _), .has(let operand, let field):
      guard annotations.references[expression.id] == nil, let (variable, fields) = path(operand, annotations, names) else { return nil }
      return (variable, fields + [field])
    default: return nil
    }
  }
}
