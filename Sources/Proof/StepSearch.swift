import CEL
import Machine
import Workflow

/// All that one trigger can lead to: each way that the guards may fall, to where the instance comes to rest.
struct StepSearch {
  /// Where the instance comes to rest, and what happened on the way there.
  struct Outcome {
    var configuration: Configuration
    var happenings: [Happening]
    var assumptions: [Assumption]
  }

  /// A transition that is taken, and the state it stands in.
  struct Chosen: Hashable {
    var source: StateID
    var transition: Transition
  }

  /// In the middle of a step.
  struct Midway: Hashable {
    var configuration: Configuration
    var raised: [String] = []
    var assumptions = Assumptions()
  }

  let definition: Workflow.Definition
  private(set) var outcomes: [Outcome] = []
  /// Transitions of circles that take no time.
  private(set) var circles: Set<Transition> = []
  private(set) var isTruncated = false
  private var midways = 0
  private var under: [Midway: Int] = [:]
  /// Where a second round was begun.
  private var rounds: Set<Midway> = []
  /// Microsteps since something was written, at each depth.
  private var lastWrite = -1

  /// More ways through one step than an author could think of.
  private static let midwaysMax = 5_000
  /// Microsteps on one way; the machine itself gives up after 1,000.
  private static let depthMax = 100

  init(_ definition: Workflow.Definition) { self.definition = definition }

  mutating func run(from configuration: Configuration, _ trigger: Trigger) {
    let begin = Midway(configuration: configuration)
    switch trigger {
    case .start:
      let entry = Entering(definition: definition, configuration: configuration).initial()
      perform(entry, begin, [], [], depth: 0)
    case .event(let name):
      // What nothing handles is recorded, and still `always` is asked.
      for choice in choices(begin, { $0.on.filter { Self.matches($0.event, name) }.map(\.transitions) }) {
        take(choice, begin, [.event(name)], [], depth: 0)
      }
    case .timer(let state, let number):
      one(of: definition[state].timers[number].transitions, in: state, begin)
    case .answer(let question): one(of: invocation(question).onDone, in: question.state, begin)
    case .failure(let question): one(of: invocation(question).onError, in: question.state, begin)
    }
  }

  private func invocation(_ question: Trigger.Question) -> InvokeSpec {
    definition.invocation(question)
  }

  /// `order.*` stands for `order` too.
  static func matches(_ pattern: String, _ name: String) -> Bool {
    if pattern == name || pattern == "*" { return true }
    guard pattern.hasSuffix(".*") else { return false }
    let stem = pattern.dropLast(2)
    return name == stem || name.hasPrefix(stem + ".")
  }

  private mutating func one(of transitions: [Transition], in state: StateID, _ midway: Midway) {
    for (transition, assumptions, told) in Self.first(of: transitions, midway.assumptions) {
      var next = midway
      next.assumptions = assumptions
      take((transition.map { [Chosen(source: state, transition: $0)] } ?? [], next, told), next, [], [], depth: 0)
    }
  }

  typealias Choice = (chosen: [Chosen], midway: Midway, told: [Assumption])

  /// Each way in which the first open transition of a list can be found.
  private static func first(of transitions: [Transition], _ assumptions: Assumptions) -> [(Transition?, Assumptions, [Assumption])] {
    var found: [(Transition?, Assumptions, [Assumption])] = []
    var passed: (Assumptions, [Assumption])? = (assumptions, [])
    for transition in transitions {
      guard let (now, told) = passed else { break }
      guard let condition = transition.guardExpression else {
        found.append((transition, now, told))
        return found
      }
      let isFree = now.value(of: condition.program.syntax) == nil
      func with(_ isTrue: Bool) -> [Assumption] {
        isFree ? told + [Assumption(source: condition.source, isTrue: isTrue)] : told
      }
      if let taken = now.assuming(condition, true) { found.append((transition, taken, with(true))) }
      passed = now.assuming(condition, false).map { ($0, with(false)) }
    }
    if let (rest, told) = passed { found.append((nil, rest, told)) }
    return found
  }

  /// Each set of transitions that can be taken together, the empty one among them.
  private func choices(_ midway: Midway, _ lists: (StateNode) -> [[Transition]]) -> [Choice] {
    var open: [(choice: Choice, asked: [StateID: Bool])] = [(([], midway, []), [:])]
    for leaf in midway.configuration.leaves(of: definition) {
      var next: [(choice: Choice, asked: [StateID: Bool])] = []
      for way in open { next += climb(from: leaf, way, lists) }
      open = next
    }
    return open.map { way in
      (Entering.withoutConflicts(way.choice.chosen, definition, midway.configuration), way.choice.midway, way.choice.told)
    }
  }

  private typealias Way = (choice: Choice, asked: [StateID: Bool])

  /// From an innermost state outwards until one has an open transition.
  private func climb(from leaf: StateID, _ way: Way, _ lists: (StateNode) -> [[Transition]]) -> [Way] {
    var ended: [Way] = []
    var going = [way]
    for state in [leaf] + definition.ancestors(of: leaf, upTo: nil) {
      var further: [Way] = []
      for way in going {
        if let found = way.asked[state] {
          if found { ended.append(way) } else { further.append(way) }
          continue
        }
        for (transition, assumptions, told) in Self.first(of: lists(definition[state]).flatMap { $0 }, way.choice.midway.assumptions) {
          var next = way
          next.asked[state] = transition != nil
          next.choice.midway.assumptions = assumptions
          next.choice.told += told
          if let transition {
            next.choice.chosen.append(Chosen(source: state, transition: transition))
            ended.append(next)
          } else {
            further.append(next)
          }
        }
      }
      going = further
    }
    return ended + going
  }

  private mutating func take(_ choice: Choice, _ before: Midway, _ happened: [Happening], _ told: [Assumption], depth: Int) {
    let move = Entering(definition: definition, configuration: before.configuration).move(choice.chosen)
    perform(move, choice.midway, happened, told + choice.told, depth: depth)
  }

  private mutating func perform(_ move: Entering.Move, _ before: Midway, _ happened: [Happening], _ told: [Assumption], depth: Int) {
    var next = before
    next.configuration = move.configuration
    var happened = happened
    let outerWrite = lastWrite
    for event in move.events {
      switch event {
      case .entered(let state): happened.append(.entered(state))
      case .raised(let name): next.raised.append(name)
      case .act(let action): perform(action, &next, &happened, depth: depth)
      }
    }
    settle(next, happened, told, depth: depth + 1)
    lastWrite = outerWrite
  }

  private mutating func perform(_ action: Action, _ midway: inout Midway, _ happened: inout [Happening], depth: Int) {
    switch action.kind {
    case .assign:
      midway.assumptions.forgetData()
      lastWrite = depth
    case .items:
      midway.assumptions.forgetItems()
      lastWrite = depth
    case .message(let id): happened.append(.sent(id, action: action.name))
    case .raise(let name, _): midway.raised.append(name)
    case .start(let start): happened.append(.started(start.workflow))
    case .append, .log: break
    case .forEach(_, _, _, let actions):
      for inner in actions { perform(inner, &midway, &happened, depth: depth) }
    }
  }

  /// What was raised, then `always`, until nothing is left to do.
  private mutating func settle(_ midway: Midway, _ happened: [Happening], _ told: [Assumption], depth: Int) {
    if midway.configuration.isEnded(in: definition) {
      return outcomes.append(Outcome(configuration: midway.configuration, happenings: happened, assumptions: told))
    }
    if let since = under[midway] {
      // Nothing was written on the way round, so nothing can end it.
      if lastWrite < since { noteCircle(midway) }
      // What was written may end it: one more round shows what it does on the way, and all that follows.
      guard lastWrite >= since, rounds.insert(midway).inserted else { return }
    }
    guard depth < Self.depthMax, midways < Self.midwaysMax else {
      isTruncated = true
      return
    }
    midways += 1
    let outer = under.updateValue(depth, forKey: midway)
    defer { under[midway] = outer }
    var next = midway
    if !next.raised.isEmpty {
      let name = next.raised.removeFirst()
      for choice in choices(next, { $0.on.filter { Self.matches($0.event, name) }.map(\.transitions) }) {
        take(choice, next, happened + [.event(name)], told, depth: depth)
      }
      return
    }
    for choice in choices(next, { [$0.always] }) {
      if choice.chosen.isEmpty {
        outcomes.append(Outcome(configuration: next.configuration, happenings: happened, assumptions: told + choice.told))
      } else {
        take(choice, next, happened, told, depth: depth)
      }
    }
  }

  private mutating func noteCircle(_ midway: Midway) {
    let raised = midway.raised.first
    let found = choices(midway) { node in
      raised.map { name in node.on.filter { Self.matches($0.event, name) }.map(\.transitions) } ?? [node.always]
    }
    for choice in found {
      for chosen in choice.chosen { circles.insert(chosen.transition) }
    }
  }
}

extension Workflow.Definition {
  func invocation(_ question: Trigger.Question) -> InvokeSpec {
    let node = self[question.state]
    if let timer = question.timer, let asked = node.timers[timer].invocation { return asked }
    return node.invocations[question.invocation ?? 0]
  }
}
