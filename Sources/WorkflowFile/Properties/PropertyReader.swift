import Workflow
import YAML

/// Reads `properties`: what must hold whatever happens. Whether it does is searched for by others.
struct PropertyReader {
  let outline: Outline
  let drafts: [Draft]
  /// Names of actions, templates and cards that messages have.
  let messages: [String]
  let reading: Reading

  func read(_ node: YAML.Node?) -> [Property] {
    guard let node else { return [] }
    return reading.list(node).flatMap { item in
      guard let fields = Fields(item, WorkflowForms.property, reading) else { return [Property]() }
      if fields.isEmpty {
        reading.report(.missingKey, at: item, "a property says `never` or `always`", hint: "always: {reaches: [closed]}")
      }
      return [fields["never"].flatMap(never), fields["always"].flatMap(always)].compactMap { $0 }
    }
  }

  private func never(_ node: YAML.Node) -> Property? {
    guard let fields = Fields(node, WorkflowForms.never, reading) else { return nil }
    let after = marks(fields["after"])
    let until = marks(fields["until"])
    guard let (deed, words) = deed(fields) else { return nil }
    let between =
      (after.isEmpty ? "" : " after " + after.map(name).joined(separator: " or "))
      + (until.isEmpty ? "" : " until " + until.map(name).joined(separator: " or "))
    return Property(claim: .never(deed, after: after, until: until), words: "never " + words + between, place: reading.place(node))
  }

  private func deed(_ fields: Fields) -> (Property.Deed, String)? {
    switch fields.oneOf(["send", "enter", "start"]).first {
    case "send":
      guard let node = fields["send"], let name = reading.text(node, "`send`") else { return nil }
      guard messages.contains(name) else {
        report(node, "nothing sends `\(name)`", name, among: messages)
        return nil
      }
      return (.send(name), "send \(name)")
    case "enter":
      let states = fields["enter"].map { reading.list($0).compactMap(state) } ?? []
      return states.isEmpty ? nil : (.enter(states), "enter " + names(states))
    case "start": return fields["start"].flatMap { reading.name($0, "the name of a workflow") }.map { (.start($0), "start \($0)") }
    default:
      reading.report(.missingKey, at: fields.start, "a `never` needs `send`, `enter` or `start`", hint: "never: {send: reminder}")
      return nil
    }
  }

  private func always(_ node: YAML.Node) -> Property? {
    guard let fields = Fields(node, WorkflowForms.alwaysProperty, reading), let list = fields.required("reaches") else { return nil }
    let states = reading.list(list).compactMap(state)
    let mover = fields["by"].flatMap { reading.word($0, "`by`", of: Property.Mover.self) } ?? .itself
    guard !states.isEmpty else { return nil }
    let words = "always reaches " + names(states) + (mover == .itself ? " by itself" : "")
    return Property(claim: .reaches(states, by: mover), words: words, place: reading.place(node))
  }

  /// A state, or else an event that some state handles.
  private func marks(_ node: YAML.Node?) -> [Property.Mark] {
    guard let node else { return [] }
    return reading.list(node).compactMap { node in
      guard let text = reading.text(node, "a state or an event") else { return nil }
      if let state = find(text) { return .state(state) }
      let events = drafts.flatMap(\.handlers).map(\.event)
      if events.contains(text) { return .event(text) }
      report(node, "there is no state or event `\(text)`", text, among: events + paths)
      return nil
    }
  }

  private func state(_ node: YAML.Node) -> StateID? {
    guard let text = reading.text(node, "a state") else { return nil }
    if let found = find(text) { return found }
    report(node, "there is no state `\(text)`", text, among: paths)
    return nil
  }

  /// By path, or by a name that stands once.
  private func find(_ text: String) -> StateID? {
    let found = outline.states.dropFirst().filter { $0.path == text || $0.name == text }
    return found.first { $0.path == text }?.id ?? (found.count == 1 ? found[found.startIndex].id : nil)
  }

  private var paths: [String] { outline.states.dropFirst().map(\.path) }

  private func names(_ states: [StateID]) -> String { states.map { outline[$0].path }.joined(separator: " or ") }

  private func name(_ mark: Property.Mark) -> String {
    switch mark {
    case .event(let event): event
    case .state(let state): outline[state].path
    }
  }

  private func report(_ node: YAML.Node, _ message: String, _ word: String, among names: [String]) {
    reading.report(.badProperty, at: node, message, hint: Suggestion.hint(for: word, among: names, listed: "there are"))
  }
}

extension Compilation {
  /// What messages are called by: their actions, templates and cards.
  var messageNames: [String] {
    let named = actions.filter { _, node in reading.list(node).contains { $0["email"] != nil || $0["teams"] != nil } }.map(\.key)
    let written = messages.map { message in
      switch message.medium {
      case .email(let email): email.template
      case .teams(let teams): teams.card
      }
    }
    return (Set(named).union(written)).sorted()
  }
}
