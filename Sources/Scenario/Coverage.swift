import CEL
import Machine
package import Simulator
package import Workflow

/// Which transitions and timers of a workflow scenarios took.
package struct Coverage: Sendable {
  /// A transition or timer as its author finds it.
  package struct Way: Hashable, Sendable {
    /// Empty for the root.
    package var state: String
    /// `on disputed`, `after 2 business days`, `bookings-db/confirm is answered`.
    package var cause: String
    package var place: Workflow.Place
  }

  package var workflow: String
  package var all: [Way]
  package var missing: [Way]

  package init(_ definition: Workflow.Definition, _ taken: TakenTransitions) {
    workflow = definition.name
    let counts = taken.counts[definition.name] ?? [:]
    var seen: Set<Way> = []
    let ways = definition.states.flatMap { Self.ways($0) }.filter { seen.insert($0).inserted }
    let found = Set(counts.keys.map { Key(state: $0.state, place: $0.place) })
    all = ways
    missing = ways.filter { !found.contains(Key(state: $0.state, place: $0.place)) }
  }

  private struct Key: Hashable {
    var state: String
    var place: Workflow.Place
  }

  private static func ways(_ state: StateNode) -> [Way] {
    var ways: [Way] = []
    func add(_ cause: String, _ transitions: [Transition]) {
      for transition in transitions {
        let condition = transition.guardExpression.map { " if \($0.source)" } ?? ""
        ways.append(Way(state: state.path, cause: cause + condition, place: transition.place))
      }
    }
    for group in state.on { add("on \(group.event)", group.transitions) }
    add("always", state.always)
    for timer in state.timers {
      if timer.transitions.isEmpty { ways.append(Way(state: state.path, cause: timer.words, place: timer.place)) }
      add(timer.words, timer.transitions)
      if let invocation = timer.invocation { addAnswers(invocation) }
    }
    for invocation in state.invocations { addAnswers(invocation) }
    func addAnswers(_ invocation: InvokeSpec) {
      add("\(invocation.source) is answered", invocation.onDone)
      add("\(invocation.source) is not answered", invocation.onError)
    }
    return ways
  }
}

extension TimerSpec {
  /// As the file says it.
  fileprivate var words: String {
    switch schedule {
    case .after(let delay): "after \(delay)"
    case .computed(let expression, let name): "after \(name.map { "delays.\($0)" } ?? expression.source)"
    case .at(let expression, _): "at \(expression.source)"
    case .everyCron(let cron): "every \(cron)"
    case .every(let delay): "every \(delay)"
    }
  }
}
