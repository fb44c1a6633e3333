import CEL
import Calendar
import Workflow
import YAML

/// Reads `start`: what opens instances by itself, under which key, with what input.
struct StartReader {
  let compilation: Compilation
  /// Fields of `input` that are filled in where a start leaves them out.
  let defaults: Set<String>
  /// Fields of `data` that are filled in where a start leaves them out.
  let dataDefaults: Set<String>

  private var reading: Reading { compilation.reading }

  func read(_ node: YAML.Node) -> [Start] {
    reading.list(node).compactMap { item in
      guard let fields = Fields(item, WorkflowForms.start, reading) else { return nil }
      return one(fields)
    }
  }

  private func one(_ fields: Fields) -> Start? {
    let trigger = trigger(fields)
    let event = shape(of: trigger)
    let watch = fields["watch"].flatMap { WatchReader(compilation, event).read($0) }
    // A watch with something wrong in it has rows all the same.
    let row = fields.has("watch") ? watch?.row ?? .dyn : nil
    let scope = NameScope(hasInstance: false, event: event, row: row)
    let key = fields.required("key", hint: row == nil ? Self.keyHint : "one running instance per row: `key: row.id`")
      .flatMap { compilation.expression($0, .text, "`key`", scope) }
    let input = AssignmentReader(compilation, scope)
      .values(fields["input"], of: compilation.types.input, "`input`", at: fields.start, defaults: defaults)
    let data = firstData(fields, scope)
    let catchUp = fields["catchUp"].flatMap { reading.word($0, "`catchUp`", of: Start.CatchUp.self) } ?? .last
    let again = fields["again"].flatMap { reading.word($0, "`again`", of: Start.Again.self) } ?? .never
    guard let trigger, let key else { return nil }
    if fields.has("watch"), watch == nil { return nil }
    let start = Start(
      trigger: trigger, key: key, input: input, data: data, catchUp: catchUp, again: again, watch: watch,
      place: reading.place(fields.start.start))
    if watch != nil {
      checkWatched(start, fields)
    } else if let node = fields["key"] {
      KeyCoarseness(zone: compilation.types.zone, reading: reading).check(start, node)
    }
    return start
  }

  private static let keyHint = "one running instance per key: `key: format(now, \"yyyy-MM\")`"

  /// What a start gives. What no start of the file gives is told where it is declared.
  private func firstData(_ fields: Fields, _ scope: NameScope) -> [Assignment] {
    AssignmentReader(compilation, scope)
      .values(fields["data"], of: compilation.types.data, "`data`", at: fields.start, defaults: dataDefaults)
  }

  /// The fields of `data` that some start of a file gives, before anything is compiled.
  static func dataFields(_ node: YAML.Node?) -> Set<String> {
    guard let node else { return [] }
    return Set((node.sequence ?? [node]).flatMap { $0["data"]?.mapping?.keys ?? [] })
  }

  /// The sources that the starts of a file watch, before anything is compiled: what `checked` brings depends on them.
  static func watched(_ node: YAML.Node?) -> [String] {
    guard let node else { return [] }
    return (node.sequence ?? [node]).compactMap { $0["watch"]?["src"]?.text }
  }

  private func checkWatched(_ start: Start, _ fields: Fields) {
    if start.catchUp == .all, let key = fields.key("catchUp") {
      reading.report(
        .excludedKey, at: key, "`catchUp: all` and `watch` cannot stand together",
        hint: "a source says how it is now, not how it was at each time that was missed; leave `catchUp` out")
    }
    if !start.key.program.reads.contains("row"), let node = fields["key"] {
      reading.report(
        .keyIgnoresRow, at: node, "the key does not read `row`, so all rows are one instance", hint: "key: row.id")
    }
  }

  private func shape(of trigger: Start.Trigger?) -> EventShape? {
    switch trigger {
    case .on(let event): compilation.events.shape(of: .event(event))
    case .cron, .every, nil: nil
    }
  }

  private func trigger(_ fields: Fields) -> Start.Trigger? {
    switch fields.oneOf(["cron", "every", "on"]).first {
    case "cron": return fields["cron"].flatMap(cron)
    case "every": return fields["every"].flatMap { reading.delay($0, "`every`") }.map { .every($0) }
    case "on": return fields["on"].flatMap { EventName.check($0, reading) }.map { .on(event: $0) }
    default:
      reading.report(.missingKey, at: fields.start, "a start needs `cron`, `every` or `on`", hint: "cron: \"0 6 1 * *\"")
      return nil
    }
  }

  /// A schedule, or where the settings have it: `settings.bill_stop_schedule`.
  private func cron(_ node: YAML.Node) -> Start.Trigger? {
    guard let text = reading.text(node, "`cron`") else { return nil }
    guard text.hasPrefix("settings.") else { return reading.cron(node).map { .cron($0) } }
    let name = String(text.dropFirst("settings.".count))
    guard let settings = compilation.known.settings else {
      reading.report(
        .expressionMeaning, at: node, "no settings are known here, so `\(text)` has no value", hint: "give them in tocsin.yaml")
      return nil
    }
    guard let schedule = settings[name]?.string else {
      reading.report(
        .expressionMeaning, at: node, "the settings have no text `\(name)`",
        hint: Suggestion.hint(for: name, among: settings.keys.map(\.text), listed: "there are"))
      return nil
    }
    return reading.cron(schedule, at: node).map { .cron($0) }
  }
}
