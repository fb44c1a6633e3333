import CEL
import Calendar
import Workflow

extension Run {
  /// After the end there is no timer and no question, and every parent knows.
  func end() throws(StepFault) {
    instance.closedAt = moment.now
    instance.timers = []
    instance.stopped = []
    instance.invocations = []
    isRootActive = false
    putConfiguration()
    let child = instance.asChild(items: instance.items)
    for parent in instance.parents { try add(.tellParent(parent, child)) }
  }

  func result() -> Step {
    let number = original.step + 1
    instance.step = number
    instance.now = moment.now
    putConfiguration()
    // Settles the ids of the questions too, so before the instance is handed out.
    let settled = settledEffects(number)
    let record = StepRecord(
      number: number, moment: moment, event: happened, isHandled: isHandled, from: original.state, to: instance.state, changes: changes,
      taken: taken)
    return Step(instance: instance, effects: settled, incidents: incidents, appended: appended, record: record)
  }

  private func putConfiguration() {
    guard instance.configuration.count != active.count || zip(instance.configuration, active).contains(where: { $0.entry != $1.entry })
    else { return }
    instance.configuration = active.map { ActiveState(path: path($0.state), entry: $0.entry, enteredAt: $0.enteredAt) }
  }

  /// Effects under their final ids: a question that nobody waits for any more is not asked, and a message whose state was left
  /// in this same step goes whatever comes.
  private func settledEffects(_ number: Int) -> [Effect] {
    var settled: [Effect] = []
    settled.reserveCapacity(effects.count)
    for (provisional, pending) in effects.enumerated() {
      let id = EffectID(instance: instance.id, step: number, index: settled.count)
      if case .ask = pending.kind {
        let asked = EffectID(instance: instance.id, step: number, index: provisional)
        guard let position = instance.invocations.firstIndex(where: { $0.effect == asked }) else { continue }
        instance.invocations[position].effect = id
      }
      let entry = pending.entry.flatMap { isActive(entry: $0) ? $0 : nil }
      settled.append(Effect(id: id, entry: entry, kind: pending.kind))
    }
    return settled
  }
}
