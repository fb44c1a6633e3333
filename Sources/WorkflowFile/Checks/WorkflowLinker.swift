import CEL
package import Workflow

/// Looks at what one workflow asks of another, once all are read: is it there, does it take that input, does it track rows.
package struct WorkflowLinker {
  private let byName: [String: Workflow.Definition]

  package init(_ definitions: [Workflow.Definition]) {
    byName = Dictionary(definitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Everything wrong between the workflows, in the order of their files.
  package func check() -> [Diagnostic] {
    byName.values.sorted { $0.place < $1.place }.flatMap { definition in
      let found = definition.states.flatMap(\.allActions).flatMap(\.withinLoops).flatMap(check)
      // A named action is looked at wherever it is used, and told once.
      return Set(found).sorted { ($0.place, $0.code) < ($1.place, $1.code) }
    }
  }

  private func check(_ action: Action) -> [Diagnostic] {
    guard case .start(let start) = action.kind else { return [] }
    guard let target = byName[start.workflow] else {
      let hint = Suggestion.hint(for: start.workflow, among: byName.keys.sorted(), listed: "there are")
      return [Diagnostic(.unknownWorkflow, place: action.place, message: "there is no workflow `\(start.workflow)`", hint: hint)]
    }
    var found = start.input.compactMap { check($0, target) }
    for field in target.input.fields where field.initial == nil && !field.isOptional {
      guard !start.input.contains(where: { $0.name == field.name }) else { continue }
      found.append(
        Diagnostic(
          .missingKey, place: action.place, length: "start".count,
          message: "`\(target.name)` needs `\(field.name)` in its input, which is \(field.type)"))
    }
    for field in target.data.fields where field.initial == nil && !field.isOptional {
      found.append(
        Diagnostic(
          .missingKey, place: action.place, length: "start".count,
          message: "`\(field.name)` of `\(target.name)` begins with no value here: only its own `start` gives it one",
          hint: "give it a default, which may read `input`"))
    }
    if let items = start.items, target.items == nil {
      found.append(diagnostic(.unknownField, items, "`\(target.name)` tracks no rows"))
    }
    return found
  }

  private func check(_ assignment: Assignment, _ target: Workflow.Definition) -> Diagnostic? {
    guard let field = target.input.fields.first(where: { $0.name == assignment.name }) else {
      let hint = Suggestion.hint(for: assignment.name, among: target.input.fields.map(\.name), listed: "there are")
      return diagnostic(.unknownField, assignment.value, "the input of `\(target.name)` has no field `\(assignment.name)`", hint)
    }
    let type = assignment.value.program.type
    guard !Expected.field(field.type, isOptional: field.isOptional).accepts(type) else { return nil }
    return diagnostic(.wrongType, assignment.value, "`\(field.name)` of `\(target.name)` is \(field.type), and this is \(type)")
  }

  private func diagnostic(_ code: DiagnosticCode, _ at: Expression, _ message: String, _ hint: String? = nil) -> Diagnostic {
    Diagnostic(code, place: at.place, length: at.source.unicodeScalars.count, message: message, hint: hint)
  }
}

extension StateNode {
  /// Everything that is done in a state, whatever sets it off.
  fileprivate var allActions: [Action] {
    let questions = invocations + timers.compactMap(\.invocation)
    let transitions = on.flatMap(\.transitions) + always + timers.flatMap(\.transitions) + questions.flatMap { $0.onDone + $0.onError }
    return entry + exit + initialActions + transitions.flatMap(\.actions)
  }
}

extension Action {
  /// The action, or what a `forEach` does.
  fileprivate var withinLoops: [Action] {
    if case .forEach(_, _, _, let actions) = kind { actions.flatMap(\.withinLoops) } else { [self] }
  }
}
