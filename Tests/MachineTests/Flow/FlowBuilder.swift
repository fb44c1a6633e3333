import CEL
import Calendar
import Machine
import Workflow

/// Makes the states of a `Flow` into those of a definition.
final class FlowBuilder {
  let types: [String: ObjectType]
  private(set) var messages: [MessageSpec] = []
  private var locals: [String] = []
  private var nodes: [(node: S, path: String, parent: StateID?)] = []

  init(input: [RecordType.Field], data: [RecordType.Field], items: [RecordType.Field]?) {
    types = [:]
  }

  func build(_ root: S) throws -> [StateNode] {
    nodes = []
    collect(root, path: "", parent: nil)
    return try nodes.indices.map { try node(StateID($0)) }
  }

  private func collect(_ node: S, path: String, parent: StateID?) {
    let id = StateID(nodes.count)
    nodes.append((node, path, parent))
    for child in node.states { collect(child, path: path.isEmpty ? child.name : path + "." + child.name, parent: id) }
  }

  private func node(_ id: StateID) throws -> StateNode {
    let (node, path, parent) = nodes[id.number]
    var built = StateNode(id: id, name: node.name, path: path, parent: parent, place: .test)
    built.children = nodes.indices.filter { nodes[$0].parent == id }.map { StateID($0) }
    let initials = try (node.initial ?? node.states.first?.name).map { try targets($0) } ?? []
    switch node.kind {
    case .plain: built.kind = node.states.isEmpty ? .atomic : .compound(initial: initials[0])
    case .parallel: built.kind = .parallel
    case .final(let outcome): built.kind = .final(outcome: outcome)
    case .history(let isDeep): built.kind = .history(isDeep: isDeep, fallback: initials.first)
    }
    built.furtherInitial = Array(initials.dropFirst())
    built.entry = try node.entry.map(action)
    built.exit = try node.exit.map(action)
    built.initialActions = try node.initialActions.map(action)
    built.on = try node.on.map { EventTransitions(event: $0.0, transitions: try $0.1.map(transition)) }
    built.always = try node.always.map(transition)
    built.timers = try node.timers.map(timer)
    built.invocations = try node.asks.map(question)
    built.incident = try node.incident.map(text)
    return built
  }

  private func targets(_ names: String) throws -> [StateID] {
    try names.split(separator: ",").map { name in
      let name = name.trimmed
      let found = nodes.indices.filter { nodes[$0].path == name || nodes[$0].node.name == name }
      guard let first = found.first else { throw FlowError("no state \(name)") }
      return StateID(first)
    }
  }

  private func transition(_ text: String) throws -> Transition {
    var rest = text
    var made = Transition(place: .test)
    if let guardEnd = rest.range(of: "=>") {
      made.guardExpression = try expression(String(rest[..<guardEnd.lowerBound]).trimmed)
      rest = String(rest[guardEnd.upperBound...])
    }
    if let slash = rest.firstIndex(of: "/") {
      made.actions = try rest[rest.index(after: slash)...].split(separator: ";").map { try action($0.trimmed) }
      rest = String(rest[..<slash])
    }
    if let mark = rest.firstIndex(of: "!") {
      made.reenters = true
      rest.remove(at: mark)
    }
    let found = try targets(rest)
    made.target = found.first
    made.furtherTargets = Array(found.dropFirst())
    return made
  }

  private func timer(_ timer: T) throws -> TimerSpec {
    let schedule: TimerSpec.Schedule
    switch timer.schedule {
    case .after(let delay): schedule = .after(try Delay(parsing: delay))
    case .computed(let delay): schedule = .computed(try expression(delay), name: nil)
    case .at(let time): schedule = .at(try expression(time), ifMissed: timer.skipsMissed ? .skip : .run)
    case .every(let delay): schedule = .every(try Delay(parsing: delay))
    case .cron(let cron): schedule = .everyCron(try Cron(parsing: cron))
    }
    return TimerSpec(
      schedule: schedule, transitions: try timer.transition.map { [try transition($0)] } ?? [],
      invocation: try timer.ask.map(question), spacingSeconds: timer.spacingSeconds,
      clock: try timer.clock.map {
        PausingClock(name: "clock", runsIn: try targets($0), countsBusinessTime: timer.countsBusinessTime, place: .test)
      }, place: .test)
  }

  private func question(_ question: Q) throws -> InvokeSpec {
    InvokeSpec(
      source: question.source, input: try question.input.map { [Assignment(name: "of", value: try expression($0))] } ?? [],
      onDone: try question.done.map { [try transition($0)] } ?? [], onError: try question.error.map { [try transition($0)] } ?? [],
      place: .test)
  }

  func expression(_ source: String) throws -> Workflow.Expression {
    let environment = locals.isEmpty ? Self.plain : Self.environment(locals)
    do {
      return Workflow.Expression(program: try environment.compile(source), place: .test)
    } catch {
      throw FlowError("\(source): \(error)")
    }
  }

  /// Without `forEach` variables, as most expressions are.
  private static let plain = environment([])

  private static func environment(_ locals: [String]) -> Environment {
    let names = ScopeSlot.allCases.map { "\($0)" } + locals
    return Environment(variables: names.map { Variable($0, $0 == "now" ? .timestamp : .dyn) })
  }

  private func text(_ source: String) throws -> Text {
    var parts: [Text.Part] = []
    for (position, piece) in source.split(separator: "$", omittingEmptySubsequences: false).enumerated() {
      guard position > 0, piece.first == "{", let end = piece.firstIndex(of: "}") else {
        parts.append(.literal(String(piece)))
        continue
      }
      parts.append(.value(try expression(String(piece[..<end].dropFirst()))))
      parts.append(.literal(String(piece[piece.index(after: end)...])))
    }
    return Text(parts: parts)
  }

  private func action(_ source: String) throws -> Action {
    let verb = source.prefix { $0 != " " }
    let rest = source.dropFirst(verb.count).trimmed
    return Action(kind: try kind(String(verb), rest), place: .test)
  }

  private func kind(_ verb: String, _ rest: String) throws -> Action.Kind {
    switch verb {
    case "mail", "card": .message(try message(verb, rest))
    case "log": .log(try text(rest))
    case "raise":
      .raise(event: String(rest.prefix { $0 != " " }), data: try rest.contains("{") ? assignments(rest.between("{", "}")) : [])
    case "set": .assign(try assignments(rest))
    case "items": .items(try expression(rest))
    case "start":
      .start(
        StartSpec(workflow: String(rest.prefix { $0 != " " }), key: try expression(rest.drop { $0 != " " }.trimmed), input: [], items: nil))
    case "each": try forEach(rest)
    default: throw FlowError("no action \(verb)")
    }
  }

  private func forEach(_ rest: String) throws -> Action.Kind {
    guard let inside = rest.range(of: " in "), let colon = rest.range(of: ": ") else { throw FlowError("each x in list: action") }
    let name = String(rest[..<inside.lowerBound])
    let list = try expression(String(rest[inside.upperBound..<colon.lowerBound]))
    locals.append(name)
    defer { locals.removeLast() }
    let slot = ScopeSlot.firstLocal + locals.count - 1
    return .forEach(variable: name, list: list, slot: slot, actions: [try action(String(rest[colon.upperBound...]))])
  }

  private func assignments(_ text: String) throws -> [Assignment] {
    try text.split(separator: "|").map { part in
      guard let equals = part.firstIndex(of: "=") else { throw FlowError("no = in \(part)") }
      return Assignment(name: part[..<equals].trimmed, value: try expression(part[part.index(after: equals)...].trimmed))
    }
  }

  private func message(_ verb: String, _ rest: String) throws -> MessageID {
    var rest = rest
    let keeps = rest.hasSuffix(" keep")
    if keeps { rest = rest.dropLast(5).trimmed }
    var condition: Workflow.Expression?
    if let mark = rest.range(of: " if ") {
      condition = try expression(String(rest[mark.upperBound...]))
      rest = String(rest[..<mark.lowerBound])
    }
    var to = #""ana@example.org""#
    if let mark = rest.range(of: " to ") {
      to = String(rest[mark.upperBound...])
      rest = String(rest[..<mark.lowerBound])
    }
    let medium: MessageSpec.Medium =
      verb == "mail"
      ? .email(EmailSpec(template: rest, to: try expression(to))) : .teams(TeamsSpec(channel: "alerts", card: rest))
    messages.append(MessageSpec(medium: medium, condition: condition, cancelsOnExit: !keeps, place: .test))
    return MessageID(messages.count - 1)
  }
}

struct FlowError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

extension StringProtocol {
  var trimmed: String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  func between(_ start: Character, _ end: Character) -> String {
    guard let first = firstIndex(of: start), let last = lastIndex(of: end) else { return "" }
    return String(self[index(after: first)..<last])
  }

  /// Where a text first stands; the standard library has this for single elements only.
  func range(of other: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
      start = index(after: start)
    }
    return nil
  }
}
