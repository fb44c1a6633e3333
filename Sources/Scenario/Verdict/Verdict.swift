import CEL
import Calendar
import Machine
import Simulator
import Workflow

/// What came out, held against what was expected.
struct Verdict: Sendable {
  let scenario: Scenario
  let happenings: [Happening]
  /// Instances as they stood at the times that are asked for.
  let snapshots: [Instant: [Instance]]
  /// Instances at the end.
  let last: [Instance]
  let unanswered: [UnansweredQuestions.Question]

  /// By number of expectation: what is wrong with it; absent where it holds.
  private(set) var failures: [Int: String] = [:]
  /// By number of happening: whether an expectation names it.
  private(set) var named: Set<Int> = []
  /// By number of happening: it may not happen.
  private(set) var unexpected: Set<Int> = []

  init(
    scenario: Scenario, happenings: [Happening], snapshots: [Instant: [Instance]], last: [Instance],
    unanswered: [UnansweredQuestions.Question]
  ) {
    (self.scenario, self.happenings, self.snapshots) = (scenario, happenings, snapshots)
    (self.last, self.unanswered) = (last, unanswered)
    for number in scenario.expectations.indices { judge(number) }
    for number in scenario.expectations.indices { judgeAbsence(number) }
    for (number, happening) in happenings.enumerated() where !named.contains(number) {
      if case .incident(isFault: true, _) = happening.kind { unexpected.insert(number) }
      if scenario.isExact, happening.isNoticed { unexpected.insert(number) }
    }
  }

  private mutating func judge(_ number: Int) {
    let expectation = scenario.expectations[number]
    switch expectation.kind {
    case .state(let state): judge(state, number, expectation)
    case .message(let message): judge(message, number, expectation)
    case .incident(let words): judge(incident: words, number, expectation)
    case .nothing, .nothingUntil: break
    }
  }

  /// The instance that is meant; nil, and a failure, where several may be.
  private mutating func instance(_ number: Int, _ expectation: Expectation) -> InstanceName? {
    if let instance = expectation.instance { return instance }
    let keys = Set(last.filter { $0.workflow == scenario.workflow }.map(\.key)).sorted()
    if keys.count == 1 { return InstanceName(workflow: scenario.workflow, key: keys[0]) }
    failures[number] =
      keys.isEmpty
      ? "no instance of \(scenario.workflow) was ever opened"
      : "there are several instances; say `instance:` (\(keys.prefix(5).joined(separator: ", ")))"
    return nil
  }

  private mutating func judge(_ state: StateExpectation, _ number: Int, _ expectation: Expectation) {
    guard let name = instance(number, expectation) else { return }
    let present = snapshots[expectation.at]?.last { $0.workflow == name.workflow && $0.key == name.key }
    if let path = state.path {
      let move = happenings.indices.first { index in
        guard !named.contains(index), happenings[index].at == expectation.at, happenings[index].name == name,
          case .moved(_, _, let to) = happenings[index].kind
        else { return false }
        return Self.stands(to, in: path)
      }
      if let move {
        named.insert(move)
      } else if let present {
        if !Self.stands(present.state, in: path) { failures[number] = "it stands in \(present.state.isEmpty ? "no state" : present.state)" }
      } else {
        failures[number] = "there is no \(name)"
      }
    }
    guard failures[number] == nil else { return }
    guard let present else {
      if state.path == nil { failures[number] = "there is no \(name)" }
      return
    }
    failures[number] = StateFacts(state).difference(to: present)
  }

  /// Whether the active states lie in those that are asked for.
  private static func stands(_ active: String, in path: String) -> Bool {
    let leaves = active.split(separator: " ")
    return path.split(separator: " ").allSatisfy { wanted in leaves.contains { $0 == wanted || $0.hasPrefix(wanted + ".") } }
  }

  private mutating func judge(_ message: MessageExpectation, _ number: Int, _ expectation: Expectation) {
    var near: String?
    let name = expectation.instance
    for (index, happening) in happenings.enumerated() where happening.at == expectation.at && !named.contains(index) {
      guard case .message(let told) = happening.kind, told.template == message.template, name == nil || happening.name == name else {
        continue
      }
      guard let difference = MessageFacts(message).difference(to: told) else {
        named.insert(index)
        return
      }
      near = near ?? difference
    }
    failures[number] = near ?? "it did not go out"
  }

  private mutating func judge(incident words: String, _ number: Int, _ expectation: Expectation) {
    let found = happenings.indices.first { index in
      guard !named.contains(index), happenings[index].at == expectation.at, case .incident(_, let text) = happenings[index].kind else {
        return false
      }
      return text.contains(words) && (expectation.instance.map { $0 == happenings[index].name } ?? true)
    }
    if let found { named.insert(found) } else { failures[number] = "no such incident was opened" }
  }

  private mutating func judgeAbsence(_ number: Int) {
    let expectation = scenario.expectations[number]
    let isForbidden: (Happening) -> Bool
    switch expectation.kind {
    case .nothing: isForbidden = { $0.at == expectation.at }
    case .nothingUntil(let end): isForbidden = { $0.at > expectation.at && $0.at < end }
    case .state, .message, .incident: return
    }
    for (index, happening) in happenings.enumerated() where isForbidden(happening) && happening.isNoticed {
      if let instance = expectation.instance, instance != happening.name { continue }
      unexpected.insert(index)
      failures[number] = "something does"
    }
  }
}

extension Happening {
  /// Whether it counts for `nothing`: a message that did not go does not.
  var isNoticed: Bool {
    switch kind {
    case .moved, .incident: true
    case .message: isSent
    }
  }
}
