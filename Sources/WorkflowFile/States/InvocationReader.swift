import Workflow
import YAML

/// Reads `invoke`: which source is asked, and where its answer leads.
struct InvocationReader {
  let outline: Outline
  let reading: Reading

  func read(_ node: YAML.Node, _ state: Outline.State) -> Draft.Invocation? {
    guard let fields = Fields(node, WorkflowForms.invoke, reading) else { return nil }
    let transitions = TransitionReader(outline: outline, reading: reading)
    let done = fields["onDone"].map { transitions.read($0, from: state.id, "an `onDone`") } ?? []
    let failed = fields["onError"].map { transitions.read($0, from: state.id, "an `onError`") } ?? []
    guard let node = fields.required("src", hint: "the name of a source: `src: bookings-db/confirm`"),
      let source = reading.text(node, "`src`")
    else { return nil }
    return Draft.Invocation(fields: fields, source: source, onDone: done, onError: failed, place: reading.place(node))
  }
}
