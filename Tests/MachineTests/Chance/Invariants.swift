import CEL
import Calendar
import Machine
import Workflow

/// What must hold after every step of one instance.
struct Invariants {
  let definition: Workflow.Definition
  let before: Instance
  let step: Step

  private var after: Instance { step.instance }

  /// The first that does not, by its name in the design; nil where all hold.
  func broken() throws -> String? {
    let first: String? = stepGapless ?? nowMonotone ?? ownerStands ?? clockStands
    let second: String? = first ?? childrenWhole ?? legalConfiguration ?? neverPast
    let third: String? = second ?? dueDerived ?? endQuiet ?? effectsInOrder ?? incidents
    return try third ?? roundTrip()
  }

  private var stepGapless: String? {
    after.step == before.step + 1 && step.record.number == after.step ? nil : "StepGapless: \(before.step) to \(after.step)"
  }

  private var nowMonotone: String? {
    let moment = step.record.moment
    return after.now >= before.now && moment.now <= moment.wall && after.now == moment.now ? nil : "NowMonotone: \(before.now) to \(moment)"
  }

  private var ownerStands: String? {
    let active = Set(after.configuration.map(\.entry) + (after.status.isEnded ? [] : [0]))
    if let timer = after.timers.first(where: { !active.contains($0.entry) }) { return "OwnerStands: \(timer)" }
    if let question = after.invocations.first(where: { !active.contains($0.entry) }) { return "OwnerStands: \(question)" }
    if let effect = step.effects.first(where: { $0.entry.map { !active.contains($0) } ?? false }) { return "OwnerStands: \(effect.id)" }
    return Set(after.timers.map { [$0.entry, $0.spec] }).count == after.timers.count ? nil : "OwnerStands: a timer is set twice"
  }

  /// Ancestors before children, all of a parallel state's regions, exactly one child of any other state.
  private var legalConfiguration: String? {
    let active = after.configuration.compactMap { definition.state(at: $0.path) }
    guard active.count == after.configuration.count, active == active.sorted(), Set(active).count == active.count else {
      return "Legal: not in document order: \(after.configuration.map(\.path))"
    }
    guard Set(after.configuration.map(\.entry)).count == active.count else { return "Legal: two states have one entry" }
    for state in [Workflow.Definition.root] + active {
      let node = definition[state]
      let children = node.children.filter { active.contains($0) }.count
      let isLegal =
        switch node.kind {
        case .atomic, .final: children == 0
        case .compound: children == 1
        case .parallel: children == node.children.count { if case .history = definition[$0].kind { false } else { true } }
        case .history: false
        }
      if !isLegal { return "Legal: \(node.path) has \(children) active children in \(after.configuration.map(\.path))" }
    }
    return nil
  }

  /// What stands still has a clock that does not run; what counts by a clock has one that does, or is over.
  private var clockStands: String? {
    let active = Set(after.configuration.compactMap { definition.state(at: $0.path) })
    for stopped in after.stopped {
      guard let spec = spec(stopped.entry, stopped.spec), let clock = spec.clock else { return "ClockStands: \(stopped) has no clock" }
      if clock.runsIn.contains(where: active.contains) { return "ClockStands: \(stopped) stands still, its clock runs" }
      if after.timers.contains(where: { $0.entry == stopped.entry && $0.spec == stopped.spec }) {
        return "ClockStands: \(stopped) is set too"
      }
      if stopped.left.microseconds < 0 { return "ClockStands: \(stopped) has less than nothing left" }
    }
    for timer in after.timers {
      guard let clock = spec(timer.entry, timer.spec)?.clock else { continue }
      let runs = clock.runsIn.contains(where: active.contains)
      if timer.left == nil || !runs && timer.due > after.now { return "ClockStands: \(timer) is set, its clock stands still" }
    }
    return after.status.isEnded && !after.stopped.isEmpty ? "ClockStands: something stands still after the end" : nil
  }

  private func spec(_ entry: Int, _ number: Int) -> TimerSpec? {
    let owner = after.configuration.first { $0.entry == entry }.flatMap { definition.state(at: $0.path) }
    let node = definition[owner ?? Workflow.Definition.root]
    return (owner != nil || entry == 0) && node.timers.indices.contains(number) ? node.timers[number] : nil
  }

  /// Children are named once, by a step's change, and never come back from their end.
  private var childrenWhole: String? {
    let named = step.record.changes.count { if case .childNamed = $0 { true } else { false } }
    guard after.children.count == before.children.count + named else { return "ChildrenWhole: \(named) were named" }
    guard Set(after.children.map { "\($0.workflow)/\($0.key)" }).count == after.children.count else {
      return "ChildrenWhole: one is there twice"
    }
    let isBack = zip(before.children, after.children).contains { $0.isEnded && !$1.isEnded || $0.id != $1.id }
    return isBack ? "ChildrenWhole: one came back" : nil
  }

  private var neverPast: String? {
    if case .operated = step.record.event { return nil }
    let moment = step.record.moment
    for timer in after.timers where !before.timers.contains(timer) {
      let owner =
        after.configuration.first { $0.entry == timer.entry }.flatMap { definition.state(at: $0.path) } ?? Workflow.Definition.root
      switch definition[owner].timers[timer.spec].schedule {
      case .after, .every: if timer.due <= moment.wall { return "NeverPast: \(timer) at \(moment)" }
      case .computed where timer.left != nil: if timer.due <= moment.wall { return "NeverPast: \(timer) at \(moment)" }
      case .computed, .at: if timer.due < moment.now { return "NeverPast: \(timer) before now, \(moment)" }
      case .everyCron: if timer.due <= moment.now { return "NeverPast: \(timer) at \(moment)" }
      }
    }
    return nil
  }

  private var dueDerived: String? {
    after.due == (after.status == .running ? after.timers.map(\.due).min() : nil) ? nil : "DueDerived"
  }

  private var endQuiet: String? {
    guard after.status.isEnded else { return nil }
    guard after.timers.isEmpty, after.invocations.isEmpty, after.closedAt != nil else { return "EndQuiet: something is still set" }
    return !before.status.isEnded || after.configuration == before.configuration ? nil : "EndQuiet: it moved after its end"
  }

  private var effectsInOrder: String? {
    let ids = step.effects.indices.map { EffectID(instance: after.id, step: after.step, index: $0) }
    if step.effects.map(\.id) != ids { return "EffectsInOrder: \(step.effects.map(\.id))" }
    let asked = Set(step.effects.compactMap { effect -> EffectID? in if case .ask = effect.kind { effect.id } else { nil } })
    let waiting = Set(after.invocations.map(\.effect).filter { $0.step == after.step })
    return asked == waiting || after.status.isEnded ? nil : "EffectsInOrder: asked \(asked), waits for \(waiting)"
  }

  /// A said incident is open exactly while its entry is active.
  private var incidents: String? {
    func said(_ instance: Instance) -> Set<Int> {
      Set(instance.configuration.filter { definition.state(at: $0.path).map { definition[$0].incident != nil } ?? false }.map(\.entry))
    }
    var open = said(before)
    for change in step.incidents {
      switch change {
      case .opened(let entry, _): if !open.insert(entry).inserted { return "Incidents: \(entry) opened twice" }
      case .closed(let entry): if open.remove(entry) == nil { return "Incidents: \(entry) closed, was not open" }
      }
    }
    return open == said(after) ? nil : "Incidents: \(open) are open, \(said(after)) are said"
  }

  /// What is kept as JSON comes back as it was.
  private func roundTrip() throws -> String? {
    var stored = after
    stored.input = try stored.input.heldByJSON()
    stored.data = try stored.data.heldByJSON()
    for position in stored.items.indices {
      stored.items[position].fields = try Value.map(stored.items[position].fields).heldByJSON().map ?? [:]
    }
    return try stored.typed(by: definition) == after ? nil : "RoundTrip"
  }
}
