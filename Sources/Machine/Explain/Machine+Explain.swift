import CEL
import Calendar
package import Workflow

extension Machine {
  /// Looks at an instance without stepping it: what could move it, and what its guards say at `moment`.
  ///
  /// An expression that fails is told as failing; it faults nothing.
  package func explain(
    _ definition: Workflow.Definition, _ instance: Instance, _ moment: Moment, _ live: Live
  ) -> Explanation {
    if let number = Schedule.number(ofKey: instance.key) { return explainSchedule(definition, number, instance) }
    let nothing = Event.occurred(name: "", data: .map(ValueMap()), by: nil)
    let run = Run(machine: self, definition: definition, instance: instance, event: nothing, moment: moment, live: live)
    var states: [ActiveStateExplanation] = []
    if run.isRootActive { states.append(run.explain(Workflow.Definition.root, entry: 0, since: instance.openedAt)) }
    for active in run.active { states.append(run.explain(active.state, entry: active.entry, since: active.enteredAt)) }
    return Explanation(states: states)
  }

  /// A schedule has no states: it waits for its next round.
  private func explainSchedule(_ definition: Workflow.Definition, _ number: Int, _ instance: Instance) -> Explanation {
    guard definition.starts.indices.contains(number) else { return Explanation(states: []) }
    let start = definition.starts[number]
    let timers = instance.timers.map {
      TimerExplanation(timer: $0, rule: start.trigger.words, remarks: [], ways: [], asks: nil, place: start.place)
    }
    let questions = instance.invocations.map {
      QuestionExplanation(effect: $0.effect, source: start.watch?.source ?? "a source that is not watched any more", askedAt: $0.askedAt)
    }
    return Explanation(
      states: [
        ActiveStateExplanation(path: "", enteredAt: instance.openedAt, ways: [], timers: timers, questions: questions, incident: nil)
      ])
  }
}

extension Start.Trigger {
  /// As its author wrote it.
  package var words: String {
    switch self {
    case .cron(let cron): "cron \(cron)"
    case .every(let delay): "every \(delay)"
    case .on(let event): "on \(event)"
    }
  }
}

extension Run {
  fileprivate func explain(_ state: StateID, entry: Int, since: Instant) -> ActiveStateExplanation {
    let node = definition[state]
    var ways = node.always.map { way(.always, $0) }
    for group in node.on { ways += group.transitions.map { way(.event(group.event), $0) } }
    var explanation = ActiveStateExplanation(
      path: node.path, enteredAt: since, ways: ways,
      timers: instance.timers.filter { $0.entry == entry }.compactMap { explain($0, of: node) },
      questions: questions(of: node, entry: entry), incident: node.incident.map { words($0) })
    explanation.stopped = instance.stopped.filter { $0.entry == entry }.compactMap { explain($0, of: node) }
    return explanation
  }

  private func explain(_ stopped: StoppedTimer, of node: StateNode) -> StoppedExplanation? {
    guard node.timers.indices.contains(stopped.spec), let clock = node.timers[stopped.spec].clock else { return nil }
    let spec = node.timers[stopped.spec]
    return StoppedExplanation(
      rule: spec.schedule.words, clock: clock.name, left: stopped.left, since: stopped.since, runsIn: clock.runsIn.map { path($0) },
      place: spec.place)
  }

  private func way(_ trigger: WayExplanation.Trigger, _ transition: Transition) -> WayExplanation {
    WayExplanation(
      trigger: trigger, targets: transition.targets.map { path($0) },
      guardExplanation: transition.guardExpression.map { explain($0) }, place: transition.place)
  }

  private func explain(_ expression: Workflow.Expression) -> GuardExplanation {
    let program = expression.program
    let parts = program.explain(self)
    let readsEvent = program.reads.contains("event")
    var answer: Bool?
    if !readsEvent, case .success(.bool(let flag))? = parts.first?.outcome { answer = flag }
    return GuardExplanation(source: expression.source, answer: answer, parts: parts, readsEvent: readsEvent)
  }

  private func explain(_ timer: Timer, of node: StateNode) -> TimerExplanation? {
    guard node.timers.indices.contains(timer.spec) else { return nil }
    let spec = node.timers[timer.spec]
    return TimerExplanation(
      timer: timer, rule: spec.schedule.words, remarks: remarks(on: timer, spec.schedule) + remarks(on: timer, by: spec.clock),
      ways: spec.transitions.map { way(.timer(timer.spec), $0) }, asks: spec.invocation?.source, place: spec.place)
  }

  private func questions(of node: StateNode, entry: Int) -> [QuestionExplanation] {
    instance.invocations.filter { $0.entry == entry }.map { asked in
      let source: String? =
        switch asked.origin {
        case .invocation(let number): node.invocations.indices.contains(number) ? node.invocations[number].source : nil
        case .timer(let number): node.timers.indices.contains(number) ? node.timers[number].invocation?.source : nil
        }
      return QuestionExplanation(
        effect: asked.effect, source: source ?? "a source that the definition does not name", askedAt: asked.askedAt)
    }
  }

  private func words(_ text: Text) -> String {
    do { return try self.text(text) } catch { return "(its text cannot be worked out: \(error.message))" }
  }
}
