import Calendar
import Workflow
import YAML

/// Reads what may happen in a state, and finds the states that its transitions lead to.
struct DraftReader {
  let outline: Outline
  let delays: DelayTable
  let reading: Reading

  func read(_ state: Outline.State) -> Draft {
    var draft = Draft(state: state.id)
    let fields = state.fields
    switch state.kind {
    case .final, .history: return draft
    case .atomic, .compound, .parallel: break
    }
    if let node = fields["on"] { draft.handlers = handlers(node, state) }
    if let node = fields["always"] { draft.always = always(node, state) }
    draft.timers = TimerReader(outline: outline, delays: delays, reading: reading).read(state)
    if let node = fields["invoke"] {
      let reader = InvocationReader(outline: outline, reading: reading)
      draft.invocations = reading.list(node).compactMap { reader.read($0, state) }
    }
    return draft
  }

  /// Where a history state leads when nothing was active before.
  func fallback(_ state: Outline.State) -> StateID? {
    guard let node = state.fields["target"], let parent = state.parent else { return nil }
    return TargetResolver(outline: outline, reading: reading).resolve(node, from: parent)
  }

  private func handlers(_ node: YAML.Node, _ state: Outline.State) -> [Draft.Handler] {
    let transitions = TransitionReader(outline: outline, reading: reading)
    return reading.entries(node, "`on`").compactMap { entry in
      guard let event = EventName(outline: outline, reading: reading).read(entry.key) else { return nil }
      let found = transitions.read(entry.value, from: state.id, "what `\(event)` does")
      return Draft.Handler(event: event, key: entry.key, transitions: found)
    }
  }

  private func always(_ node: YAML.Node, _ state: Outline.State) -> [Draft.Transition] {
    let found = TransitionReader(outline: outline, reading: reading).read(node, from: state.id, "an `always`")
    for transition in found where transition.target == nil && transition.guardNode == nil && transition.actions != nil {
      reading.report(
        .alwaysCircle, at: transition.range, "an `always` without `guard` and `target` is taken again and again",
        hint: "give it a guard or a target, or write the actions under `entry`")
    }
    return found
  }
}

/// The name of an event as `on:` has it.
struct EventName {
  let outline: Outline
  let reading: Reading

  /// Events that come by themselves, beside those that answers and other programs cause.
  static let own = ["replied", "withdrawn", "delivered", "bounced", "checked", "gone", "child.done", "redrive", "recalculated"]

  func read(_ key: YAML.Node) -> String? {
    guard let text = reading.text(key, "an event's name") else { return nil }
    if text.hasPrefix("done."), text != "done." { return done(String(text.dropFirst(5)), key) }
    // `*` stands for every event, `order.*` for all that begin so.
    let name = text == "*" ? "any" : text.hasSuffix(".*") ? String(text.dropLast(2)) : text
    return Self.isName(name) ? text : Self.refuse(text, key, reading)
  }

  /// A name without wildcards: what `raise` and `start` take.
  static func check(_ node: YAML.Node, _ reading: Reading) -> String? {
    guard let text = reading.text(node, "an event's name") else { return nil }
    return isName(text) ? text : refuse(text, node, reading)
  }

  private static func isName(_ text: String) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { Reading.isName(String($0)) }
  }

  private static func refuse(_ text: String, _ node: YAML.Node, _ reading: Reading) -> String? {
    reading.report(
      .badName, at: node, "`\(text)` cannot be the name of an event",
      hint: "letters, digits, `_`, `-`, with dots between: `refresh.requested`")
    return nil
  }

  /// `done.STATE`, by the state's name or its path; the machine raises it by its path.
  private func done(_ text: String, _ key: YAML.Node) -> String? {
    let found = outline.states.filter { $0.parent != nil && ($0.path == text || $0.name == text) }
    if found.count > 1, !found.contains(where: { $0.path == text }) {
      reading.report(
        .ambiguousTarget, at: key, "`done.\(text)` could be of " + found.map { "`\($0.path)`" }.joined(separator: " and "),
        hint: "write the path: `done.\(found[0].path)`")
      return nil
    }
    guard let state = found.first(where: { $0.path == text }) ?? found.first else {
      let names = outline.states.dropFirst().map(\.name)
      reading.report(
        .unknownDone, at: key, "there is no state `\(text)`",
        hint: Suggestion.nearest(to: text, among: names).map { "did you mean `done.\($0)`?" })
      return nil
    }
    switch state.kind {
    case .compound, .parallel: return "done.\(state.path)"
    case .atomic, .final, .history:
      reading.report(.unknownDone, at: key, "`\(text)` has no states within, so it is never done")
      return nil
    }
  }
}
