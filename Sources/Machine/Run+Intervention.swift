import Calendar
import Workflow

extension Run {
  func operate(_ intervention: Intervention, by: String, reason: String) throws(StepFault) {
    if let refusal = intervention.refusal(for: original.status) { throw fault("\(intervention.pastTense): \(refusal)", at: nil) }
    isHandled = true
    changes.append(.logged("\(intervention.pastTense) by \(by)" + (reason.isEmpty ? "" : ": \(reason)")))
    switch intervention {
    case .suspend(let stopsClock):
      instance.status = .suspended
      instance.clockStoppedAt = stopsClock ? moment.now : nil
    case .resume:
      instance.status = .running
      if let stopped = instance.clockStoppedAt { moveDeadlines(by: moment.now - stopped) }
      instance.clockStoppedAt = nil
    case .cancel:
      instance.status = .cancelled
      instance.clockStoppedAt = nil
      for present in active where definition[present.state].incident != nil { incidents.append(.closed(entry: present.entry)) }
      try end()
    case .resend: break  // The copy is made of the row; the instance only remembers.
    case .skip(let event): try skip(event)
    case .reopen(let state): try reopen(in: state)
    case .move: break  // See `Machine.move`: it needs both versions.
    }
  }

  /// The event is read by whoever writes the step; a timer is taken away here, and set again where it repeats.
  private func skip(_ event: String?) throws(StepFault) {
    instance.status = .running
    guard event == nil else { return }
    guard let timer = machine.dueTimer(definition, instance, by: moment.wall),
      let position = instance.timers.firstIndex(of: timer), let source = state(ofEntry: timer.entry),
      definition[source].timers.indices.contains(timer.spec)
    else { throw fault("no timer is due that could be passed over", at: nil) }
    instance.timers.remove(at: position)
    try repeatTimer(timer, definition[source].timers[timer.spec], in: source)
  }

  /// Deadlines that count time from when they were set; those that name an instant stay.
  private func moveDeadlines(by span: Duration) {
    for position in instance.timers.indices {
      let timer = instance.timers[position]
      guard let state = state(ofEntry: timer.entry), definition[state].timers.indices.contains(timer.spec),
        definition[state].timers[timer.spec].schedule.countsTime, !isNamed(timer)
      else { continue }
      instance.timers[position].due = timer.due + span
      instance.timers[position].anchor = timer.anchor + span
      changes.append(.timerSet(instance.timers[position], path: path(state)))
    }
  }
}

extension Run {
  /// Whether a computed delay gave the instant itself.
  private func isNamed(_ timer: Timer) -> Bool { timer.left == nil && timer.anchor == timer.due }
}

extension TimerSpec.Schedule {
  fileprivate var countsTime: Bool {
    switch self {
    case .after, .every, .computed: true
    case .at, .everyCron: false
    }
  }
}
