import CEL
import Calendar
import Machine
import Workflow

/// Makes findings of what a search went through.
struct Judge {
  let definition: Workflow.Definition
  let search: Search

  private func finding(
    _ code: DiagnosticCode, _ severity: Diagnostic.Severity = .warning, at place: Workflow.Place, length: Int = 1, _ message: String,
    hint: String? = nil, path: [Search.Move] = []
  ) -> Proof.Finding {
    let scenario = path.isEmpty ? nil : Counterexample(definition: definition, search: search, path: path, why: message).text
    return Proof.Finding(
      diagnostic: Diagnostic(code, severity: severity, place: place, length: length, message: message, hint: hint), scenario: scenario)
  }

  private func finding(_ code: DiagnosticCode, at state: StateID, _ message: String, hint: String, path: [Search.Move] = [])
    -> Proof.Finding
  {
    let node = definition[state]
    return finding(code, at: node.place, length: node.name.unicodeScalars.count, message, hint: hint, path: path)
  }

  func circles() -> [Proof.Finding] {
    Set(search.circles.map(\.place)).map { place in
      finding(
        .possibleCircle, at: place, "possible: with these guards true together, this goes round for ever while no time passes",
        hint: "let the guards exclude each other, or let time pass on the way")
    }
  }

  func violations() -> [Proof.Finding] {
    search.violations.sorted { $0.key < $1.key }.map { number, move in
      let property = definition.properties[number]
      return finding(
        .propertyFails, .error, at: property.place, "possible, though it must not be: \(property.words)",
        hint: way(search.path(with: move)), path: search.path(with: move))
    }
  }

  /// Properties that say what can still be reached.
  func unreached() -> [Proof.Finding] {
    definition.properties.prefix(Watcher.propertiesMax).enumerated().compactMap { number, property in
      guard case .reaches(_, let mover) = property.claim else { return nil }
      let reaching = search.reaching({ $0.watch[number] }, byItself: mover == .itself)
      guard let stuck = reaching.firstIndex(of: false) else { return nil }
      let place = names(search.nodes[stuck].configuration)
      return finding(
        .propertyFails, .error, at: property.place, "\(property.words): not from \(place)", hint: way(search.path(to: stuck)),
        path: search.path(to: stuck))
    }
  }

  func unreachable() -> [Proof.Finding] {
    let reached = search.entered
    return definition.states.dropFirst().compactMap { node in
      guard !reached.contains(node.id), !definition.isHistory(node.id) else { return nil }
      // Of what lies within an unreachable state nothing more is said.
      if let parent = node.parent, parent != Workflow.Definition.root, !reached.contains(parent) { return nil }
      return finding(
        .unreachableState, at: node.id, "nothing ever enters `\(node.name)`", hint: "name it as a `target`, or remove it")
    }
  }

  /// Where the way to every end is lost.
  func unending() -> [Proof.Finding] {
    let ends = search.nodes.map { $0.configuration.isEnded(in: definition) }
    guard ends.contains(true) else { return [] }
    let reaching = search.reaching({ $0.configuration.isEnded(in: definition) }, byItself: false)
    var told: Set<StateID> = []
    return search.firsts.enumerated().compactMap { number, move in
      guard !reaching[number], move.from.map({ reaching[$0] }) ?? true else { return nil }
      let configuration = search.nodes[number].configuration
      guard let leaf = configuration.leaves(of: definition).first(where: { !definition.isFinal($0) }), told.insert(leaf).inserted else {
        return nil
      }
      return finding(
        .noWayToEnd, at: leaf, "possible: from `\(definition[leaf].name)` on no final state can be reached any more",
        hint: "give it, or what follows it, a way to a final state", path: search.path(to: number))
    }
  }

  /// Configurations of several regions in which nothing happens by itself; of one state alone the reader says so.
  func forgotten() -> [Proof.Finding] {
    var told: Set<StateID> = []
    return search.nodes.enumerated().compactMap { number, node in
      let configuration = node.configuration
      let leaves = configuration.leaves(of: definition)
      guard leaves.count > 1, !configuration.isEnded(in: definition) else { return nil }
      guard !([Workflow.Definition.root] + configuration.active).contains(where: happensByItself) else { return nil }
      guard let leaf = leaves.first(where: { !definition.isFinal($0) }) ?? leaves.first, told.insert(leaf).inserted else { return nil }
      return finding(
        .forgottenEscalation, at: leaf,
        "possible: a forgotten escalation: with \(names(configuration)) active together nothing will ever happen by itself",
        hint: "give one of them a deadline, `after: {3 business days: …}`", path: search.path(to: number))
    }
  }

  func tooLarge() -> Proof.Finding {
    finding(
      .searchTooLarge, at: definition.place,
      "there are more than \(search.nodesMax) configurations (or ways through one step): they were not all searched",
      hint: "regions of a parallel state multiply; what has a life of its own can be a workflow of its own, opened by `start`")
  }

  private func happensByItself(_ state: StateID) -> Bool {
    let node = definition[state]
    return !node.timers.isEmpty || !node.invocations.isEmpty || node.incident != nil
      || node.on.contains { ["child.done", "checked", "gone"].contains($0.event) }
      || node.always.contains { $0.guardExpression.map { $0.program.reads.contains("children") } ?? true }
  }

  private func names(_ configuration: Configuration) -> String {
    configuration.leaves(of: definition).map { "`\(definition[$0].path)`" }.joined(separator: " and ")
  }

  /// `started → open; acknowledged → taken; after 1w → reminded`.
  private func way(_ path: [Search.Move]) -> String {
    "the way: "
      + path.map { "\($0.trigger.words(definition)) → \(names(search.nodes[$0.node].configuration))" }.joined(separator: "; ")
  }
}

extension Trigger {
  /// As a person says it.
  func words(_ definition: Workflow.Definition) -> String {
    switch self {
    case .start: "started"
    case .event(let name): name
    case .timer(let state, let number): definition[state].timers[number].schedule.words
    case .answer(let question): "\(definition.invocation(question).source) answers"
    case .failure(let question): "\(definition.invocation(question).source) does not answer"
    }
  }
}
