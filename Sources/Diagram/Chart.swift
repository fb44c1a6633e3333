import Machine
package import Workflow

/// A workflow as something to draw: its states, and the arrows between them. Each way of writing it down draws the same.
package struct Chart: Sendable {
  /// What sets a transition off, with the words on its arrow.
  enum Trigger: Hashable, Sendable {
    case event(String)
    case time(String)
    case always
    case answer(String)
    case failure(String)

    var words: String {
      switch self {
      case .event(let name): name
      case .time(let rule): rule
      case .always: "always"
      case .answer(let source): "\(source) answers"
      case .failure(let source): "\(source) fails"
      }
    }
  }

  struct Edge: Sendable {
    var source: StateID
    var targets: [StateID]
    var trigger: Trigger
    var guardText: String?
    var actions: [String]

    /// `acknowledged [data.seen] / taken`.
    var words: String {
      trigger.words + (guardText.map { " [\(Chart.short($0))]" } ?? "") + (actions.isEmpty ? "" : " / " + actions.joined(separator: ", "))
    }
  }

  let definition: Workflow.Definition
  let mark: Mark?
  let edges: [Edge]

  package init(_ definition: Workflow.Definition, mark: Mark? = nil) {
    self.definition = definition
    self.mark = mark
    edges = definition.states.flatMap { node in Self.ways(of: node) }
  }

  /// The arrows: what leads somewhere.
  var arrows: [Edge] { edges.filter { !$0.targets.isEmpty } }

  /// What is done in a state without leaving it.
  func doings(in state: StateID) -> [String] {
    let node = definition[state]
    var lines = node.entry.isEmpty ? [] : ["entry / " + Self.names(node.entry)]
    if !node.exit.isEmpty { lines.append("exit / " + Self.names(node.exit)) }
    lines += node.invocations.map { "asks \($0.source)" }
    lines += node.timers.filter { $0.invocation != nil }.map { "\($0.schedule.words) asks \($0.invocation?.source ?? "")" }
    lines += edges.filter { $0.source == state && $0.targets.isEmpty && !$0.actions.isEmpty }.map(\.words)
    if node.incident != nil { lines.append("an incident for a person") }
    return lines
  }

  func path(_ state: StateID) -> String { definition[state].path }

  func children(of state: StateID) -> [StateNode] { definition[state].children.map { definition[$0] } }

  func isActive(_ state: StateID) -> Bool { mark?.active.contains(path(state)) ?? false }
  func wasEntered(_ state: StateID) -> Bool { mark?.wasEntered(path(state)) ?? false }
  func wasTaken(_ edge: Edge) -> Bool { mark?.wasTaken(edge, in: self) ?? false }

  private static func ways(of node: StateNode) -> [Edge] {
    var found = node.on.flatMap { group in group.transitions.map { edge(node, .event(group.event), $0) } }
    found += node.timers.flatMap { timer in
      timer.transitions.map { edge(node, .time(short(timer.schedule.words)), $0) }
        + (timer.invocation.map { answers(node, $0) } ?? [])
    }
    found += node.invocations.flatMap { answers(node, $0) }
    return found + node.always.map { edge(node, .always, $0) }
  }

  private static func answers(_ node: StateNode, _ invocation: InvokeSpec) -> [Edge] {
    invocation.onDone.map { edge(node, .answer(invocation.source), $0) }
      + invocation.onError.map { edge(node, .failure(invocation.source), $0) }
  }

  private static func edge(_ node: StateNode, _ trigger: Trigger, _ transition: Transition) -> Edge {
    Edge(
      source: node.id, targets: transition.targets, trigger: trigger, guardText: transition.guardExpression?.source,
      actions: transition.actions.isEmpty ? [] : [names(transition.actions)])
  }

  /// By their names, or by what they do.
  static func names(_ actions: [Action]) -> String {
    var names: [String] = []
    for action in actions {
      let name = action.name ?? action.words
      if names.last != name { names.append(name) }
    }
    return names.joined(separator: ", ")
  }

  /// Expressions are shown as far as they fit on an arrow.
  private static let wordsMax = 40

  static func short(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count > wordsMax ? line.prefix(wordsMax - 1) + "…" : line
  }
}

extension Action {
  fileprivate var words: String {
    switch kind {
    case .assign(let pairs): "set " + pairs.map(\.name).joined(separator: ", ")
    case .items: "rows"
    case .message: "message"
    case .raise(let event, _): "raise \(event)"
    case .start(let start): "start \(start.workflow)"
    case .append(let table, _): "append \(table)"
    case .log: "log"
    case .forEach(let variable, _, _, let actions): "for each \(variable): " + Chart.names(actions)
    }
  }
}
