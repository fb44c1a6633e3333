import CEL
import Calendar
import Simulator
import Workflow
import YAML

/// What is opened by hand: `start`.
struct StartsReader {
  let names: NameReader
  let times: ScenarioTimes
  let reading: ScenarioReading

  struct Starts {
    var isScheduled = true
    var deeds: [Deed] = []
    /// Of what is opened.
    var keys: [String] = []
  }

  func read(_ node: YAML.Node?, from: Instant) -> Starts {
    guard let node else { return Starts() }
    var starts = Starts(isScheduled: false)
    for entry in node.sequence ?? [node] {
      if entry.text == "schedule" {
        starts.isScheduled = true
        continue
      }
      guard let fields = ScenarioFields(entry, "a `start`", keys: ScenarioForms.start.names, reading) else {
        continue
      }
      let at = fields["at"].flatMap { times.time($0, "`at`") } ?? from
      guard let (kind, node) = fields.one(of: ["key", "event"], hint: "`key` opens an instance, `event` presses a button") else { continue }
      if kind == "key" {
        open(fields, node, at, &starts)
      } else {
        press(fields, node, at, &starts)
      }
    }
    return starts
  }

  private func open(_ fields: ScenarioFields, _ node: YAML.Node, _ at: Instant, _ starts: inout Starts) {
    guard let key = fields.text("key") else { return }
    let input = fields["input"]?.value ?? .map(ValueMap())
    check(input, at: fields["input"] ?? node)
    let data = fields["data"]?.value ?? .map(ValueMap())
    for name in data.map?.keys ?? [] where !names.workflow.data.fields.contains(where: { $0.name == name.text }) {
      reading.report(
        .unknownField, at: fields["data"]?.mapping?.entry(name.text)?.key ?? node, "\(names.workflow.name) has no data `\(name.text)`",
        hint: CEL.Spelling.hint(name.text, among: names.workflow.data.fields.map(\.name)))
    }
    let items = fields["items"]?.value.list
    if items == nil, let node = fields["items"] { reading.report(.wrongShape, at: node, "`items` is a list of rows, not \(node.kindName)") }
    starts.keys.append(key)
    starts.deeds.append(Deed(at: at, workflow: names.workflow.name, kind: .open(key: key, input: input, data: data, items: items)))
  }

  private func check(_ input: Value, at node: YAML.Node) {
    do {
      var given = ValueMap()
      for field in names.workflow.input.fields where field.initial == nil || input[field.name] != nil {
        given[field.name] = input[field.name] ?? .null
        if input[field.name] == nil, field.isOptional { given[field.name] = nil }
      }
      _ = try coerced(.map(given), to: names.workflow.input.withoutInitials(given), types: names.workflow.types)
    } catch {
      reading.report(.wrongType, at: node, "the input does not have the form that \(names.workflow.name) declares: \(error)")
    }
    for key in input.map?.keys ?? [] where !names.workflow.input.fields.contains(where: { $0.name == key.text }) {
      let place = node.mapping?.entry(key.text)?.key ?? node
      reading.report(
        .unknownField, at: place, "\(names.workflow.name) has no input `\(key.text)`",
        hint: CEL.Spelling.hint(key.text, among: names.workflow.input.fields.map(\.name)))
    }
  }

  private func press(_ fields: ScenarioFields, _ node: YAML.Node, _ at: Instant, _ starts: inout Starts) {
    guard let event = fields.text("event") else { return }
    let waited = names.workflow.starts.compactMap { start -> String? in if case .on(let name) = start.trigger { name } else { nil } }
    if !waited.contains(event) {
      reading.report(
        .unknownEvent, at: node, "no start of \(names.workflow.name) waits for `\(event)`", hint: CEL.Spelling.hint(event, among: waited))
    }
    starts.isScheduled = true
    starts.deeds.append(
      Deed(
        at: at, workflow: names.workflow.name,
        kind: .press(event: event, data: fields["data"]?.value ?? .map(ValueMap()), by: fields.text("by"))))
  }
}

extension RecordType {
  /// Those fields that a value gives.
  fileprivate func withoutInitials(_ given: ValueMap) -> RecordType {
    RecordType(name: name, fields: fields.filter { given[$0.name] != nil })
  }
}

/// What people do: `events`.
struct DeedReader {
  let names: NameReader
  let times: ScenarioTimes
  let reading: ScenarioReading
  /// Of the one instance that is opened by hand.
  let onlyKey: String?

  func read(_ node: YAML.Node?) -> [Deed] {
    guard let node else { return [] }
    guard let list = node.sequence else {
      reading.report(
        .wrongShape, at: node, "`events` is a list, not \(node.kindName)", hint: "- {at: 2026-06-21 11:20, event: acknowledged}")
      return []
    }
    return list.compactMap(deed)
  }

  private func deed(_ node: YAML.Node) -> Deed? {
    guard let fields = ScenarioFields(node, "an event", keys: ScenarioForms.event.names, reading),
      let atNode = fields.required("at"), let at = times.time(atNode, "`at`"), let nameNode = fields.required("event"),
      let name = fields.text("event"), let instance = target(fields)
    else { return nil }
    names.check(event: name, to: instance, at: nameNode)
    return Deed(
      at: at, workflow: instance.workflow,
      kind: .event(name: name, key: instance.key, data: fields["data"]?.value ?? .map(ValueMap()), by: fields.text("by") ?? "somebody"))
  }

  private func target(_ fields: ScenarioFields) -> InstanceName? {
    if let node = fields["to"] { return names.instance(node) }
    if let onlyKey { return InstanceName(workflow: names.workflow.name, key: onlyKey) }
    reading.report(.missingKey, at: fields.node, "this event needs `to`: which instance hears it?", hint: "to: KEY, or to: WORKFLOW/KEY")
    return nil
  }
}
