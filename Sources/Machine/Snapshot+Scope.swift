package import CEL
import Calendar
import Workflow

extension Snapshot: Scope {
  package func value(ofSlot slot: Int) throws(EvaluationError) -> Value {
    if let named = ScopeSlot(rawValue: slot) { return value(of: named) }
    let position = slot - ScopeSlot.firstLocal
    guard locals.indices.contains(position) else { throw EvaluationError("a name of a `forEach` has no value here") }
    return locals[position]
  }

  private func value(of slot: ScopeSlot) -> Value {
    switch slot {
    case .input: input
    case .data: data
    case .items: Self.value(ofItems: items)
    case .event: event
    case .now: Value(now)
    case .instance: instance
    case .children: Self.value(ofChildren: children)
    case .contacts: live.contacts(at: now)
    case .settings: live.settings
    case .row: .null
    }
  }
}
