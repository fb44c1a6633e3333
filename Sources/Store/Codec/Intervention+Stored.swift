import CEL
import Machine
import Workflow

extension Intervention {
  /// `{"by": …, "reason": …}` and what the word itself names.
  func stored(by: String, reason: String) -> Value {
    var fields: ValueMap = ["by": .string(by), "reason": .string(reason)]
    switch self {
    case .suspend(let stopsClock): if stopsClock { fields["stopsClock"] = .bool(true) }
    case .resume, .cancel: break
    case .resend(let part): fields["part"] = .string(part)
    case .skip(let event): if let event { fields["event"] = .string(event) }
    case .reopen(let state): if let state { fields["state"] = .string(state) }
    case .move(let plan):
      fields["hash"] = .string(plan.hash.text)
      fields["timers"] = .string(plan.timers.rawValue)
      var states = ValueMap()
      for (old, new) in plan.states.sorted(by: { $0.key < $1.key }) { states[old] = .string(new) }
      if !plan.states.isEmpty { fields["states"] = .map(states) }
    }
    return .map(fields)
  }
}

extension MovePlan {
  init(_ fields: StoredFields) throws(StoreError) {
    guard let timers = Timers(rawValue: try fields.text("timers")) else { throw fields.misfit("timers") }
    var states: [String: String] = [:]
    if fields["states"] != nil {
      for (old, new) in try fields.object("states") {
        guard case .string(let old) = old, let new = new.string else { throw fields.misfit("states") }
        states[old] = new
      }
    }
    self.init(hash: DefinitionHash(text: try fields.text("hash")), states: states, timers: timers)
  }
}
