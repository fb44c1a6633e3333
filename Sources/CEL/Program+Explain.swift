/// A part of an expression with what it came to.
package struct ExplainedPart: Sendable {
  package let expression: Expression
  package let outcome: Result<Value, EvaluationError>

  /// Levels below the whole expression, which is at 0.
  package let depth: Int
}

/// What a program knows of its tree after planning; for looking at its parts.
final class CheckedTree: Sendable {
  let annotations: Annotations
  let names: NameSpace
  let definitions: [CompiledDefinition]
  let isStrict: Bool

  init(annotations: Annotations, names: NameSpace, definitions: [CompiledDefinition], isStrict: Bool) {
    self.annotations = annotations
    self.names = names
    self.definitions = definitions
    self.isStrict = isStrict
  }
}

extension Program {
  /// The value of each part, the whole first and then its parts in the order of the source: why a guard said what it said. Literals
  /// and what has no value of its own (bodies of comprehensions, namespaces) are left out; a named expression is followed by its own
  /// parts. Slow: for people, not for guards.
  package func explain(_ scope: some Scope) -> [ExplainedPart] {
    var parts: [ExplainedPart] = []
    explain(scope, 0, &parts)
    return parts
  }

  private func explain(_ scope: some Scope, _ depth: Int, _ parts: inout [ExplainedPart]) {
    var planner = Planner(annotations: tree.annotations, names: tree.names, definitions: tree.definitions, isStrict: tree.isStrict)
    var frame = Frame(scope: scope, localCount: localCount, definitionCount: tree.definitions.count, budget: CostLimit.base)
    explain(syntax, depth, &planner, &frame, &parts, scope)
  }

  private func explain(
    _ expression: Expression, _ depth: Int, _ planner: inout Planner, _ frame: inout Frame, _ parts: inout [ExplainedPart],
    _ scope: some Scope
  ) {
    switch expression.kind {
    case .literal: return
    case .name where tree.annotations.references[expression.id] == nil: return
    default: break
    }
    let node = planner.plan(expression)
    do {
      parts.append(ExplainedPart(expression: expression, outcome: .success(try node.value(&frame)), depth: depth))
    } catch {
      parts.append(ExplainedPart(expression: expression, outcome: .failure(error.at(expression.place)), depth: depth))
    }
    definition(expression)?.explain(scope, depth + 1, &parts)
    for part in explainable(expression) { explain(part, depth + 1, &planner, &frame, &parts, scope) }
  }

  private func definition(_ expression: Expression) -> Program? {
    guard case .definition(let number)? = tree.annotations.references[expression.id], tree.definitions.indices.contains(number) else {
      return nil
    }
    return tree.definitions[number].program
  }

  /// Parts that have a value without the surroundings.
  private func explainable(_ expression: Expression) -> [Expression] {
    if case .macro(let macro) = expression.kind { return [macro.range] }
    if case .block = expression.kind { return [] }
    // A qualified variable or type is one name.
    if case .select = expression.kind, tree.annotations.references[expression.id] != nil { return [] }
    return expression.parts
  }
}
