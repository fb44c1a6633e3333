import CEL
import Workflow
import YAML

extension LetReader.Draft {
  var named: NamedExpression { NamedExpression(name: name, source: source) }
}

extension Compilation {
  /// What is wrong with the named expressions is told once, where they stand.
  func checkLets(_ lets: [LetReader.Draft]) {
    let environment = environment(NameScope())
    let byName = Dictionary(lets.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for (name, problems) in environment.definitionProblems {
      guard let draft = byName[name], !draft.isCircular else { continue }
      let isSyntax = (try? Environment.parse(draft.source)) == nil
      for problem in problems { report(problem, isSyntax ? .expressionSyntax : .expressionMeaning, at: 0, in: draft.node) }
    }
    for (name, warnings) in environment.definitionWarnings {
      guard let draft = byName[name] else { continue }
      for warning in warnings { report(warning, .absentField, severity: .warning, at: 0, in: draft.node) }
    }
  }

  /// A default is worked out when the instance begins: the rest of `data` is not there yet.
  func checkDefault(_ initial: Expression, of field: RecordDraft.Field) {
    guard let node = field.initial?.node else { return }
    for name in ["data", "items", "children"] where initial.program.reads.contains(name) {
      reading.report(
        .badDefault, at: node, "the default of `\(field.name)` reads `\(name)`, which is not there yet", hint: "`input` and `now` are")
    }
  }
}
