import CEL
import Calendar
import Workflow

extension Run {
  /// Back to life in a state, which is entered with its actions; without one, in the state where it was cancelled.
  func reopen(in wanted: String?) throws(StepFault) {
    let name = wanted ?? (original.status == .cancelled ? original.state : nil)
    guard let name, let target = definition.state(at: name) else {
      throw fault(wanted.map { "there is no state \($0)" } ?? "it does not say in which state", at: nil)
    }
    guard !definition.isFinal(target), !definition.isHistory(target) else { throw fault("\(name) is no state to go on in", at: nil) }
    instance.status = .running
    instance.closedAt = nil
    instance.outcome = nil
    instance.clockStoppedAt = nil
    active = []
    isRootActive = true
    var entering = EntrySet(definition: definition) { self.remembered(by: $0) }
    entering.add([target], resolved: [target], domain: Workflow.Definition.root)
    try countMicrostep()
    try enter(entering)
    try settle()
    guard instance.status == .running else { return try end() }
    for (number, spec) in definition[Workflow.Definition.root].timers.enumerated() {
      if let timer = try first(spec, number, entry: 0) { set(timer, in: Workflow.Definition.root) }
    }
    try setTimers()
  }
}
