import CEL
import Workflow
import YAML

/// Reads `watch` of a start: which source is asked for rows, and what an empty answer means.
struct WatchReader {
  let compilation: Compilation
  /// What set the round off, where a person did.
  let event: EventShape?

  init(_ compilation: Compilation, _ event: EventShape?) {
    self.compilation = compilation
    self.event = event
  }

  private var reading: Reading { compilation.reading }

  func read(_ node: YAML.Node) -> WatchSpec? {
    guard let fields = Fields(node, WorkflowForms.watch, reading) else { return nil }
    let scope = NameScope(hasInstance: false, event: event)
    let input = AssignmentReader(compilation, scope).values(fields["input"], of: nil, "`input`", at: fields.start)
    let retry = fields["retry"].map { RetryReader(compilation, scope).read($0) } ?? .none
    let empty = fields["empty"].flatMap { reading.word($0, "`empty`", of: WatchSpec.Empty.self) } ?? .incident
    guard let named = fields.required("src", hint: "the name of a source: `src: running-batches`"),
      let source = reading.text(named, "`src`")
    else { return nil }
    check(source, named)
    let declared = compilation.known.rows[source]
    let answer = EventShape(data: declared.map { .value(.list(.object($0.name))) } ?? .any)
    let rows = fields["rows"].flatMap {
      compilation.expression($0, .rows, "`rows`", NameScope(hasInstance: false, event: answer))
    }
    return WatchSpec(
      source: source, input: input, timeoutSeconds: fields["timeout"].flatMap { reading.seconds($0, "`timeout`") }, retry: retry,
      rows: rows, empty: empty, row: fields["rows"] == nil ? declared.map { .object($0.name) } ?? .dyn : .dyn,
      place: reading.place(fields.start.start))
  }

  private func check(_ source: String, _ node: YAML.Node) {
    guard let known = compilation.known.sources, !known.contains(source) else { return }
    reading.report(
      .unknownSource, at: node, "there is no source `\(source)`",
      hint: Suggestion.hint(for: source, among: known.sorted(), listed: "there are"))
  }
}
