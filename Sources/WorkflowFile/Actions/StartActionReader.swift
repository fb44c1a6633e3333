import Workflow
import YAML

/// Reads the action `start`: which workflow is opened under which key, with what. Whether it takes that input is looked at
/// when all workflows are known.
struct StartActionReader {
  let compilation: Compilation
  let scope: NameScope

  init(_ compilation: Compilation, _ scope: NameScope) {
    self.compilation = compilation
    self.scope = scope
  }

  func read(_ node: YAML.Node) -> StartSpec? {
    let reading = compilation.reading
    guard let fields = Fields(node, WorkflowForms.startAction, reading) else { return nil }
    let workflow = fields.required("workflow").flatMap { reading.name($0, "the name of a workflow") }
    let key = fields.required("key", hint: "one instance per key: `key: partner.key`")
      .flatMap { compilation.expression($0, .text, "`key`", scope) }
    let input = AssignmentReader(compilation, scope).values(fields["input"], of: nil, "`input`", at: fields.start)
    let items = fields["items"].flatMap { compilation.expression($0, .rows, "`items`", scope) }
    guard let workflow, let key else { return nil }
    if let names = compilation.known.workflows, !names.contains(workflow), let node = fields["workflow"] {
      reading.report(
        .unknownWorkflow, at: node, "there is no workflow `\(workflow)`",
        hint: Suggestion.hint(for: workflow, among: names.sorted(), listed: "there are"))
    }
    return StartSpec(workflow: workflow, key: key, input: input, items: items)
  }
}
