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
    }
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
