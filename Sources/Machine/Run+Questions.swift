import CEL
import Calendar
import Workflow

extension Run {
  /// Asks a source. A newer question of the same origin takes the older one's place: only the newest answer counts.
  func ask(_ spec: InvokeSpec, _ origin: Invocation.Origin, entry: Int) throws(StepFault) {
    let input = try map(spec.input)
    let retry = try retry(spec.retry)
    instance.invocations.removeAll { $0.entry == entry && $0.origin == origin }
    // The index is settled at the end of the step; until then it is the place among all that the step asked for.
    let effect = EffectID(instance: instance.id, step: original.step + 1, index: effects.count)
    instance.invocations.append(Invocation(effect: effect, entry: entry, origin: origin, askedAt: moment.now))
    let ask = AskEffect(
      source: spec.source, input: .map(input), timeoutSeconds: spec.timeoutSeconds, retry: retry, isErrorHandled: !spec.onError.isEmpty)
    try add(.ask(ask), entry: entry)
  }

  func retry(_ policy: RetryPolicy) throws(StepFault) -> AskEffect.Retry {
    var delaySeconds = 0
    if let delay = policy.delay {
      let due = delay.due(from: moment.now, in: definition.zone, calendar: definition.calendar)
      delaySeconds = Int((due - moment.now).components.seconds)
    }
    let until = try policy.until.map { expression throws(StepFault) in try instant(expression) }
    return AskEffect.Retry(
      attempts: policy.attempts, delaySeconds: delaySeconds, backoff: policy.backoff, jitter: policy.jitter, until: until)
  }

  /// An answer counts for the very question that asked; any other is recorded only.
  func take(_ answer: Event.Answer, to effect: EffectID) throws(StepFault) {
    guard let position = instance.invocations.firstIndex(where: { $0.effect == effect }) else {
      changes.append(.passedOver("the answer to \(effect) came when nobody waited for it any more"))
      return
    }
    let invocation = instance.invocations.remove(at: position)
    guard let source = state(ofEntry: invocation.entry), let spec = spec(of: invocation, in: source) else {
      changes.append(.passedOver("the state that asked \(effect) is not active"))
      return
    }
    let transitions: [Transition]
    switch answer {
    case .done(let data, let isComplete):
      event.data = try typed(spec.place, "the answer of \(spec.source)") { () throws(CoercionError) in
        try coerced(data, to: spec.answer, types: definition.types)
      }
      self.answer = AnswerInHand(askedAt: invocation.askedAt, isComplete: isComplete)
      transitions = spec.onDone
    case .failed: transitions = spec.onError
    }
    try takeFirst(of: transitions, in: source)
    self.answer = nil
  }

  private func spec(of invocation: Invocation, in state: StateID) -> InvokeSpec? {
    let node = definition[state]
    switch invocation.origin {
    case .invocation(let number): return node.invocations.indices.contains(number) ? node.invocations[number] : nil
    case .timer(let number): return node.timers.indices.contains(number) ? node.timers[number].invocation : nil
    }
  }

  func takeFirst(of transitions: [Transition], in source: StateID) throws(StepFault) {
    guard let transition = try firstEnabled(transitions) else { return }
    isHandled = true
    try take([Chosen(source: source, transition: transition)])
  }
}

extension Instance {
  /// Whether somebody still waits for the answer to this question; one that nobody waits for need not be asked.
  package func awaits(_ effect: EffectID) -> Bool { invocations.contains { $0.effect == effect } }

  /// Whether this entry of a state is active; 0, the root's, is until the end.
  package func isActive(entry: Int) -> Bool {
    entry == 0 ? !status.isEnded : configuration.contains { $0.entry == entry }
  }
}
