import CEL
import Calendar
import Workflow
import YAML

/// Reads `retention`: what is taken out of the record so long after the end.
struct RetentionReader {
  let types: ScopeTypes
  let reading: Reading

  /// Each is looked for in every record; more is everything: `input`, `data`, `items`.
  private static let fieldsMax = 100

  func read(_ node: YAML.Node?) -> Retention? {
    guard let node, let fields = Fields(node, WorkflowForms.retention, reading) else { return nil }
    let after = fields.required("after", hint: "counted from the end: `after: 90d`").flatMap(delay)
    let nodes = fields.required("redact", hint: "redact: [items.driver, input.contacts]").map { reading.list($0) } ?? []
    if nodes.count > Self.fieldsMax { reading.report(.tooMuch, at: fields.start, "more than \(Self.fieldsMax) fields to redact") }
    let redact = nodes.prefix(Self.fieldsMax).compactMap(field)
    return after.map { Retention(after: $0, redact: redact, place: reading.place(fields.start.start)) }
  }

  private func delay(_ node: YAML.Node) -> Delay? {
    guard let delay = reading.delay(node, "`after`") else { return nil }
    if case .span = delay { return delay }
    reading.report(.badDuration, at: node, "records are kept for days and months, not for business time", hint: "write `90d`, or `6mo`")
    return nil
  }

  private func field(_ node: YAML.Node) -> Retention.Field? {
    guard let text = reading.text(node, "a field to redact") else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let roots = Retention.Field.Root.allCases.map(\.rawValue)
    guard let root = Retention.Field.Root(rawValue: parts[0]) else {
      reading.report(
        .expressionMeaning, at: node, "`\(text)` cannot be redacted",
        hint: Suggestion.hint(for: parts[0], among: roots, listed: "what is redacted begins with"))
      return nil
    }
    let path = Array(parts.dropFirst())
    guard isThere(path, root, node, text) else { return nil }
    return Retention.Field(root: root, path: path)
  }

  private func isThere(_ path: [String], _ root: Retention.Field.Root, _ node: YAML.Node, _ text: String) -> Bool {
    let start: ObjectType? =
      switch root {
      case .input: types.input
      case .data: types.data
      case .items: types.item
      }
    guard var object = start else {
      reading.report(.expressionMeaning, at: node, "this workflow tracks no rows", hint: "declare their type: `items: NAME`")
      return false
    }
    if root == .items, let first = path.first, StandardTypes.tracked.contains(where: { $0.name == first }) {
      reading.report(.expressionMeaning, at: node, "`\(text)` stays: keys, states and times are what the record is found by")
      return false
    }
    for (depth, name) in path.enumerated() {
      guard let field = object.field(name) else {
        let whole = ([root.rawValue] + path.prefix(depth)).joined(separator: ".")
        reading.report(
          .expressionMeaning, at: node, "`\(whole)` has no field `\(name)`",
          hint: Suggestion.hint(for: name, among: object.fields.map(\.name), listed: "there are"))
        return false
      }
      guard depth + 1 < path.count else { break }
      guard let inner = record(field.type) else { return true }
      object = inner
    }
    return true
  }

  /// The record that a field holds, or holds a list of; nil where it is known at run time only.
  private func record(_ type: CELType) -> ObjectType? {
    switch type {
    case .object(let name): types.types.first { $0.name == name }
    case .list(let element): record(element)
    default: nil
    }
  }
}
