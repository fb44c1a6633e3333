import CEL
import Calendar
import Workflow
import YAML

/// Reads `start`: what opens instances by itself, under which key, with what input.
struct StartReader {
  let compilation: Compilation
  /// Fields of `input` that are filled in where a start leaves them out.
  let defaults: Set<String>

  private var reading: Reading { compilation.reading }

  func read(_ node: YAML.Node) -> [Start] {
    reading.list(node).compactMap { item in
      guard let fields = Fields(item, WorkflowForms.start, reading) else { return nil }
      return one(fields)
    }
  }

  private func one(_ fields: Fields) -> Start? {
    // A `watch` was told to be of a later version; key and input read its `row`.
    guard !fields.has("watch") else { return nil }
    let trigger = trigger(fields)
    let scope = NameScope(hasInstance: false, event: shape(of: trigger))
    let key = fields.required("key", hint: "one running instance per key: `key: format(now, \"yyyy-MM\")`")
      .flatMap { compilation.expression($0, .text, "`key`", scope) }
    let input = AssignmentReader(compilation, scope)
      .values(fields["input"], of: compilation.types.input, "`input`", at: fields.start, defaults: defaults)
    let catchUp = fields["catchUp"].flatMap { reading.word($0, "`catchUp`", of: Start.CatchUp.self) } ?? .last
    let again = fields["again"].flatMap { reading.word($0, "`again`", of: Start.Again.self) } ?? .never
    guard let trigger, let key else { return nil }
    let start = Start(trigger: trigger, key: key, input: input, catchUp: catchUp, again: again, place: reading.place(fields.start.start))
    if let node = fields["key"] { KeyCoarseness(zone: compilation.types.zone, reading: reading).check(start, node) }
    return start
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
