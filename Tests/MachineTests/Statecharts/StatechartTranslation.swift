import CEL
import Calendar
import Machine
import Workflow

/// Makes the states of an SCXML test into those of a definition: what differs between the two languages is only spelling.
///
/// `<send>` is a log line that `StatechartRun` carries out: `send EVENT MILLISECONDS ID`, and `<cancel>` another.
struct StatechartTranslation {
  private var nodes: [(value: Value, path: String, parent: StateID?)] = []

  static func definition(of machine: Value) throws -> Workflow.Definition {
    var translation = StatechartTranslation()
    if let foreign = ["data", "datamodel", "script", "invoke"].first(where: { !isEmpty(machine[$0] ?? .null) }) {
      throw FlowError(foreign)
    }
    try translation.collect(machine, path: "", parent: nil)
    let states = try translation.nodes.indices.map { try translation.state(StateID($0)) }
    return Workflow.Definition(
      name: "statechart", description: nil, hash: DefinitionHash(text: "0"), owner: nil, zone: .utc, calendar: .mondayToFriday, starts: [],
      input: RecordType(name: "input", fields: []), data: RecordType(name: "data", fields: []), items: nil, events: [:], types: [:],
      thread: nil, states: states, messages: [], reads: .init(items: false, children: false), place: .test)
  }

  /// A name in a path has no dot of its own.
  static func name(_ id: String) -> String { String(id.map { $0 == "." ? "_" : $0 }) }

  /// What a state can have beyond the tree itself; anything else there is not translated.
  private static let known: Set<String> = [
    "id", "kind", "states", "initial", "initialTransition", "transitions", "onentry", "onexit", "deep",
  ]

  private static func isEmpty(_ value: Value) -> Bool {
    value.isNull || value.list?.isEmpty == true || value.map?.isEmpty == true
  }

  private mutating func collect(_ value: Value, path: String, parent: StateID?) throws {
    if let foreign = value.map?.first(where: { !Self.known.contains($0.key.text) && !Self.isEmpty($0.value) }), parent != nil {
      throw FlowError("\(foreign.key.text)")
    }
    let id = StateID(nodes.count)
    nodes.append((value, path, parent))
    for child in value["states"]?.list ?? [] {
      let name = Self.name(child["id"]?.string ?? "@\(nodes.count)")
      try collect(child, path: path.isEmpty ? name : path + "." + name, parent: id)
    }
  }

  private func state(_ id: StateID) throws -> StateNode {
    let (value, path, parent) = nodes[id.number]
    let children = nodes.indices.filter { nodes[$0].parent == id }.map { StateID($0) }
    let name = path.split(separator: ".").last.map(String.init) ?? ""
    var node = StateNode(id: id, name: name, path: path, parent: parent, children: children, place: .test)
    let initials = try initialStates(value, children)
    switch value["kind"]?.string {
    case "parallel": node.kind = .parallel
    case "final": node.kind = .final(outcome: nil)
    case "history":
      let way = value["transitions"]?.list?.first ?? .null
      let fallback = try targets(way["target"])
      node.kind = .history(isDeep: value["deep"]?.bool ?? false, fallback: fallback.first)
      node.furtherInitial = Array(fallback.dropFirst())
      node.initialActions = try actions(way["actions"]?.list ?? [])
    default:
      if let first = initials.first {
        node.kind = .compound(initial: first)
        node.furtherInitial = Array(initials.dropFirst())
        node.initialActions = try actions(value["initialTransition"]?["actions"]?.list ?? [])
      }
    }
    node.entry = try (value["onentry"]?.list ?? []).flatMap { try actions($0.list ?? []) }
    node.exit = try (value["onexit"]?.list ?? []).flatMap { try actions($0.list ?? []) }
    if value["kind"]?.string != "history" { try addTransitions(value["transitions"]?.list ?? [], to: &node) }
    return node
  }

  private func initialStates(_ value: Value, _ children: [StateID]) throws -> [StateID] {
    if let way = value["initialTransition"], !way.isNull { return try targets(way["target"]) }
    if let named = value["initial"]?.list { return try targets(.list(named)) }
    return children.prefix(1).map { $0 }
  }

  private func targets(_ names: Value?) throws -> [StateID] {
    try (names?.list ?? []).map { name in
      guard let found = nodes.firstIndex(where: { $0.value["id"] == name }) else { throw FlowError("no state \(name)") }
      return StateID(found)
    }
  }

  private func addTransitions(_ values: [Value], to node: inout StateNode) throws {
    for value in values {
      let targets = try targets(value["target"])
      var made = Transition(place: .test)
      made.target = targets.first
      made.furtherTargets = Array(targets.dropFirst())
      made.actions = try actions(value["actions"]?.list ?? [])
      made.reenters = !(value["internal"]?.bool == true && !node.children.isEmpty)
      made.guardExpression = try value["cond"]?.string.map {
        try FlowBuilder(input: [], data: [], items: nil).expression(try withPlaces($0))
      }
      guard let events = value["event"]?.list else {
        node.always.append(made)
        continue
      }
      for event in events { node.on += Self.handlers(event.string ?? "").map { EventTransitions(event: $0, transitions: [made]) } }
    }
  }

  /// SCXML's `In('x')`, which needs no expression language there, asks where the chart stands: in `x` itself or in a state within it.
  private func withPlaces(_ condition: String) throws -> String {
    var result = condition
    while let match = result.firstMatch(of: /In\('([^']*)'\)/) {
      guard let node = nodes.first(where: { $0.value["id"]?.string == String(match.1) }) else { throw FlowError("no state \(match.1)") }
      let here = "(\" \" + instance.state + \" \")"
      result.replaceSubrange(match.range, with: "(\(here).contains(\" \(node.path) \") || \(here).contains(\" \(node.path).\"))")
    }
    return result
  }

  /// SCXML matches by prefix at dots: `foo` means `foo` and `foo.bar`.
  private static func handlers(_ descriptor: String) -> [String] {
    if descriptor == "*" { return ["*"] }
    var name = descriptor.hasSuffix(".*") ? String(descriptor.dropLast(2)) : descriptor
    if name.hasPrefix("done.state.") { name = "done." + Self.name(String(name.dropFirst(11))) }
    return [name, name + ".*"]
  }

  /// What an expression language of the chart's own would work out.
  private static let expressions = ["delayexpr", "eventexpr", "targetexpr", "typeexpr", "sendidexpr", "namelist", "idlocation"]

  private func actions(_ values: [Value]) throws -> [Action] {
    try values.compactMap { value in
      if let worked = Self.expressions.first(where: { !Self.isEmpty(value[$0] ?? .null) }) { throw FlowError(worked) }
      let event = value["event"]?.string ?? ""
      let kind: Action.Kind
      switch (value["do"]?.string, value["target"]?.string) {
      case ("log", _): return nil
      case ("raise", _), ("send", "#_internal"): kind = .raise(event: event, data: [])
      case ("cancel", _): kind = .log(Text(parts: [.literal("cancel \(value["sendid"]?.string ?? "")")]))
      case ("send", nil):
        let id = value["id"]?.string ?? "-"
        kind = .log(Text(parts: [.literal("send \(event) \(try Self.milliseconds(value["delay"]?.string)) \(id)")]))
      case ("send", let target?): kind = .raise(event: target.hasPrefix("#_") ? "error.communication" : "error.execution", data: [])
      case (let other, _): throw FlowError("no action \(other ?? "")")
      }
      return Action(kind: kind, place: .test)
    }
  }

  private static func milliseconds(_ delay: String?) throws -> Int {
    guard let delay else { return 0 }
    guard let span = Span(delay) else { throw FlowError("no delay \(delay)") }
    return Int(span.nanoseconds / 1_000_000)
  }
}
