import CEL
import Calendar
import Workflow

/// What expressions see during a step, made when it is first read.
extension Run {
  func value(ofSlot slot: Int) throws(EvaluationError) -> Value {
    if let named = ScopeSlot(rawValue: slot) { return value(of: named) }
    let position = slot - ScopeSlot.firstLocal
    guard locals.indices.contains(position) else { throw EvaluationError("the variable of a `forEach` has no value here") }
    return locals[position]
  }

  func value(of slot: ScopeSlot) -> Value {
    switch slot {
    case .input: instance.input
    case .data: instance.data
    case .items: cached(&itemsValue) { Snapshot.value(ofItems: instance.items) }
    case .event: cached(&eventValue) { Snapshot.value(of: event, at: moment.now) }
    case .now: Value(nowInExpressions)
    case .instance: cached(&instanceValue) { describedInstance() }
    case .children: cached(&childrenValue) { Snapshot.value(ofChildren: instance.children) }
    case .contacts: live.contacts(at: nowInExpressions)
    case .settings: live.settings
    case .row: rowInHand
    }
  }

  /// What a message takes along, so that it is rendered from what the step saw.
  func snapshot() -> Snapshot {
    Snapshot(
      input: instance.input, data: instance.data, items: instance.items, event: value(of: .event), now: moment.now,
      instance: value(of: .instance), children: instance.children, live: live, locals: locals)
  }

  /// Values that were made of the instance are made anew when they are read again.
  func forgetValues() {
    itemsValue = nil
    childrenValue = nil
    instanceValue = nil
  }

  private func cached(_ cache: inout Value?, _ make: () -> Value) -> Value {
    if let value = cache { return value }
    let value = make()
    cache = value
    return value
  }

  private func describedInstance() -> Value {
    let enteredAt = active.map(\.enteredAt).max() ?? instance.openedAt
    let values = [
      Value.string(instance.workflow), .string(instance.key), Value(instance.openedAt), Value(enteredAt), .string(leafPaths()),
    ]
    guard let nextDue else { return .map(ValueMap(uniqueKeys: Self.instanceKeys, values: values)) }
    return .map(ValueMap(uniqueKeys: Self.instanceKeysWithDue, values: values + [Value(nextDue)]))
  }

  /// The next deadline that is set: what happens once. What is done again and again (`every`) is none.
  var nextDue: Instant? {
    var least: Instant?
    for timer in instance.timers where least.map({ timer.due < $0 }) ?? true {
      guard let state = state(ofEntry: timer.entry), definition[state].timers.indices.contains(timer.spec) else { continue }
      switch definition[state].timers[timer.spec].schedule {
      case .after, .at, .computed: least = timer.due
      case .every, .everyCron: continue
      }
    }
    return least
  }

  private static let instanceKeysWithDue = instanceKeys + ["nextDue"]
  private static let instanceKeys: [MapKey] = ["workflow", "key", "openedAt", "enteredAt", "state"]

  /// The innermost active states, as a person names them.
  func leafPaths() -> String {
    var text = ""
    for (position, present) in active.enumerated() where isLeaf(position) {
      if !text.isEmpty { text += " " }
      text += path(present.state)
    }
    return text
  }

  /// Whether no active state lies within the one at this position: the first that did would follow it as its child.
  func isLeaf(_ position: Int) -> Bool {
    position + 1 == active.count || definition[active[position + 1].state].parent != active[position].state
  }
}
