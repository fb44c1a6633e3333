import Workflow
import YAML

/// Reads which states there are, before any expression or target is looked at.
struct OutlineReader {
  let reading: Reading
  private var outline = Outline()

  /// A file of more states is not one lifecycle; each is looked at many times when targets are resolved.
  static let statesMax = 1_000

  init(_ reading: Reading) {
    self.reading = reading
  }

  /// - Parameter root: the file's own mapping, which holds the outermost states.
  mutating func read(root: Fields) -> Outline {
    let id = add(name: "", path: "", parent: nil, fields: root, key: root.start)
    guard root.required("states", hint: "an instance must stand somewhere: `states: {open: …}`") != nil else { return outline }
    readInside(id)
    if outline.states.count > Self.statesMax {
      reading.report(.tooMuch, at: root.start, "\(outline.states.count) states; more than \(Self.statesMax) cannot be")
    }
    return outline
  }

  private mutating func add(name: String, path: String, parent: StateID?, fields: Fields, key: SourceRange) -> StateID {
    let id = StateID(outline.states.count)
    outline.states.append(.init(id: id, name: name, path: path, parent: parent, fields: fields, key: key))
    if let parent { outline.states[parent.number].children.append(id) }
    return id
  }

  private mutating func readInside(_ id: StateID) {
    let state = outline[id]
    if let node = state.fields["states"] {
      if StateType(of: state, reading) == .final {
        reading.report(.stateKind, at: state.key, "`\(state.name)` is final, so it cannot have states within")
      } else {
        for entry in reading.entries(node, "`states`") { addChild(entry, of: id) }
      }
    }
    outline.states[id.number].kind = kind(of: outline[id])
  }

  private mutating func addChild(_ entry: YAML.Mapping.Entry, of parent: StateID) {
    guard outline.states.count <= Self.statesMax, let name = reading.name(entry.key, "the name of a state"),
      let fields = fields(of: entry)
    else { return }
    let outer = outline[parent].path
    let id = add(name: name, path: outer.isEmpty ? name : "\(outer).\(name)", parent: parent, fields: fields, key: entry.key.range)
    readInside(id)
  }

  /// A state with nothing in it (`waiting:`) is one, and is complained about for other reasons.
  private func fields(of entry: YAML.Mapping.Entry) -> Fields? {
    if entry.value.isNull { return Fields(emptyAfter: entry.key, "a state", reading) }
    return Fields(entry.value, WorkflowForms.state, reading)
  }

  private func kind(of state: Outline.State) -> StateNode.Kind {
    switch StateType(of: state, reading) {
    case .final:
      refuse(["initial", "on", "after", "at", "every", "always", "invoke", "idle", "incident"], in: state, "a final state")
      return .final(outcome: state.fields["outcome"].flatMap { reading.name($0, "an outcome") })
    case .history:
      let others = WorkflowForms.state.names.filter { !["type", "history", "target"].contains($0) }
      refuse(others, in: state, "a history state")
      let isDeep = state.fields["history"].flatMap { reading.word($0, "history", of: HistoryDepth.self) } == .deep
      return .history(isDeep: isDeep, fallback: nil)
    case .parallel:
      refuse(["initial", "outcome", "history", "target"], in: state, "a parallel state")
      if state.children.isEmpty { reading.report(.stateKind, at: state.key, "`\(state.name)` is parallel and has no states within") }
      return .parallel
    case .compound: return compound(state)
    case .atomic:
      refuse(["initial", "outcome", "history", "target"], in: state, "a state without states within")
      return .atomic
    }
  }

  private func refuse(_ keys: [String], in state: Outline.State, _ what: String) {
    for key in keys {
      guard state.fields[key] != nil, let written = state.fields.key(key) else { continue }
      reading.report(.stateKind, at: written, "\(what) cannot have `\(key)`", hint: Self.hints[key])
    }
  }

  private static let hints = [
    "outcome": "only a final state has an outcome: `type: final`", "target": "write it under `on`, `after`, `at` or `always`",
  ]

  private func compound(_ state: Outline.State) -> StateNode.Kind {
    refuse(["outcome", "history", "target"], in: state, "a state with states within")
    let names = state.children.map { outline[$0].name }
    guard let first = state.children.first else {
      reading.report(.stateKind, at: state.key, "`states` is empty")
      return .atomic
    }
    guard let node = state.fields["initial"] else {
      let owner = state.name.isEmpty ? "the file" : "`\(state.name)`"
      reading.report(.noInitial, at: state.key, "\(owner) has states and says not which is first", hint: "initial: \(outline[first].name)")
      return .compound(initial: first)
    }
    guard let name = reading.text(node, "`initial`") else { return .compound(initial: first) }
    if let child = state.children.first(where: { outline[$0].name == name }) { return .compound(initial: child) }
    reading.report(
      .unknownTarget, at: node, "there is no state `\(name)` in this `states`",
      hint: Suggestion.hint(for: name, among: names, listed: "there are"))
    return .compound(initial: first)
  }
}

/// `history: deep`.
enum HistoryDepth: String, CaseIterable {
  case shallow
  case deep
}

/// `type: final`, or what a state's keys make of it.
enum StateType: String, CaseIterable {
  case atomic
  case compound
  case parallel
  case final
  case history

  init(of state: Outline.State, _ reading: Reading) {
    let inferred: StateType = state.fields["history"] != nil ? .history : state.fields["states"] == nil ? .atomic : .compound
    guard let node = state.fields["type"] else {
      self = inferred
      return
    }
    guard let word = reading.word(node, "type of a state", of: StateType.self) else {
      self = inferred
      return
    }
    if word == .atomic && inferred == .compound || word == .compound && inferred == .atomic {
      let has = inferred == .compound ? "has" : "has no"
      reading.report(.stateKind, at: node, "`\(state.name)` is said to be \(word.rawValue) and \(has) `states`")
      self = inferred
    } else {
      self = word
    }
  }
}
