import Machine
import Workflow

/// All configurations that a workflow can get into, each with the shortest way to it: guards are free choices, so what is found is
/// possible as far as the states go.
struct Search {
  /// A configuration, with what the properties have seen of the way to it.
  struct Node: Hashable {
    var configuration: Configuration
    var watch: Watch
  }

  /// A step from one node to another.
  struct Move {
    var from: Int?
    var trigger: Trigger
    var assumptions: [Assumption]
    var node: Int
  }

  let definition: Workflow.Definition
  private let watcher: Watcher
  private(set) var nodes: [Node] = []
  private var numbers: [Node: Int] = [:]
  /// The step by which each node was first reached.
  private(set) var firsts: [Move] = []
  /// All steps, by the node that they begin in.
  private(set) var onward: [[(node: Int, comesByItself: Bool)]] = []
  /// The first step that breaks a property, by the property's number.
  private(set) var violations: [Int: Move] = [:]
  private(set) var circles: Set<Transition> = []
  /// Every state that some step enters, be it only on its way.
  private(set) var entered: Set<StateID> = []
  private(set) var isComplete = true

  let nodesMax: Int

  init(_ definition: Workflow.Definition, nodesMax: Int) {
    self.definition = definition
    self.nodesMax = nodesMax
    watcher = Watcher(definition)
  }

  mutating func run() {
    step(from: nil, Node(configuration: Configuration(), watch: watcher.begin), .start)
    var next = 0
    while next < nodes.count, nodes.count <= nodesMax {
      let node = nodes[next]
      for trigger in triggers(in: node.configuration) { step(from: next, node, trigger) }
      next += 1
    }
    if nodes.count > nodesMax { isComplete = false }
  }

  private mutating func step(from number: Int?, _ node: Node, _ trigger: Trigger) {
    var search = StepSearch(definition)
    search.run(from: node.configuration, trigger)
    circles.formUnion(search.circles)
    if search.isTruncated { isComplete = false }
    for outcome in search.outcomes {
      for case .entered(let state) in outcome.happenings { entered.insert(state) }
      var watch = node.watch
      let broken = watcher.see(outcome.happenings, &watch)
      let reached = add(Node(configuration: outcome.configuration, watch: watch))
      let move = Move(from: number, trigger: trigger, assumptions: outcome.assumptions, node: reached)
      if firsts.count <= reached { firsts.append(move) }
      if let number { onward[number].append((reached, trigger.comesByItself)) }
      for property in broken where violations[property] == nil { violations[property] = move }
    }
  }

  private mutating func add(_ node: Node) -> Int {
    if let number = numbers[node] { return number }
    numbers[node] = nodes.count
    nodes.append(node)
    onward.append([])
    return nodes.count - 1
  }

  /// What can come next: events that something active handles, timers, answers of sources.
  private func triggers(in configuration: Configuration) -> [Trigger] {
    guard !configuration.isEnded(in: definition) else { return [] }
    var found: [Trigger] = []
    for state in [Workflow.Definition.root] + configuration.active {
      let node = definition[state]
      for (number, timer) in node.timers.enumerated() {
        if !timer.transitions.isEmpty { found.append(.timer(state, number)) }
        if timer.invocation != nil { found += answers(.init(state: state, timer: number)) }
      }
      for number in node.invocations.indices { found += answers(.init(state: state, invocation: number)) }
      for name in node.on.map(\.event) where !name.hasPrefix("done.") {
        // Somebody's event of any name.
        let event = name == "*" ? Self.anything : name.hasSuffix(".*") ? String(name.dropLast(2)) : name
        if !found.contains(.event(event)) { found.append(.event(event)) }
      }
    }
    return found
  }

  static let anything = "anything"

  private func answers(_ question: Trigger.Question) -> [Trigger] {
    let invocation = definition.invocation(question)
    return (invocation.onDone.isEmpty ? [] : [.answer(question)]) + (invocation.onError.isEmpty ? [] : [.failure(question)])
  }

  /// The steps from the start to a node.
  func path(to number: Int) -> [Move] {
    var path: [Move] = []
    var next: Int? = number
    while let node = next {
      path.append(firsts[node])
      next = firsts[node].from
    }
    return path.reversed()
  }

  /// The steps from the start up to and with a last one.
  func path(with last: Move) -> [Move] { (last.from.map { path(to: $0) } ?? []) + [last] }

  /// Nodes from which some of a set can be reached, the set among them.
  func reaching(_ goal: (Node) -> Bool, byItself: Bool) -> [Bool] {
    var backward: [[Int]] = Array(repeating: [], count: nodes.count)
    for (from, moves) in onward.enumerated() {
      for move in moves where !byItself || move.comesByItself { backward[move.node].append(from) }
    }
    var found = nodes.map(goal)
    var open = found.indices.filter { found[$0] }
    while let node = open.popLast() {
      for from in backward[node] where !found[from] {
        found[from] = true
        open.append(from)
      }
    }
    return found
  }
}
