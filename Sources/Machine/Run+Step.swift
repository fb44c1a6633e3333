import CEL
import Calendar
import Workflow

/// The course of a step: the event, then what it raised and `always`, until nothing is left to do.
extension Run {
  func step() throws(StepFault) -> Step {
    if case .operated(let operation, let by, let reason) = happened {
      try operate(operation, by: by, reason: reason)
      return result()
    }
    if instance.status == .faulted { instance.status = .running }
    if instance.status == .running {
      try begin()
      try settle()
      if instance.status == .running { try setTimers() }
    } else {
      takeAfterTheEnd()
    }
    if instance.status.isEnded, !original.status.isEnded { try end() }
    if !effects.isEmpty { try tellMessagesOfDeadlines() }
    return result()
  }

  private func begin() throws(StepFault) {
    switch happened {
    case .started(let items): try start(items: items)
    case .occurred(let name, let data, _):
      event.data = try typedEventData(data, of: name, at: nil)
      if name == "recalculated" { try recalculate() } else { try handleEvent() }
    case .watched(let watched): try take(watched)
    case .answered(let effect, let answer): try take(answer, to: effect)
    case .childEnded(let child): try takeEnd(of: child)
    case .adopted(let parent): adopt(parent)
    case .deployed: changes.append(.passedOver("only a schedule follows a definition"))
    case .operated: break  // No step of the lifecycle; see `step`.
    case .timerDue(let timer): try fire(timer)
    }
  }

  /// Hands the event in hand to the transitions that handle it.
  func handleEvent() throws(StepFault) {
    let chosen = try handlers(of: event)
    guard !chosen.isEmpty else { return }
    isHandled = true
    try take(chosen)
  }

  func settle() throws(StepFault) {
    while instance.status == .running {
      switch machine.precedence {
      case .raisedEvents:
        if try takeRaised() { continue }
        if try takeAlways() { continue }
      case .always:
        if try takeAlways() { continue }
        if try takeRaised() { continue }
      }
      return
    }
  }

  private func takeRaised() throws(StepFault) -> Bool {
    guard raisedRead < raised.count else { return false }
    let next = raised[raisedRead]
    raisedRead += 1
    let chosen: [Chosen]
    let outer = event
    event = next
    chosen = try handlers(of: next)
    if chosen.isEmpty {
      event = outer
      try countMicrostep()
    } else {
      try take(chosen)
    }
    return true
  }

  private func takeAlways() throws(StepFault) -> Bool {
    let chosen = try enabledAlways()
    guard !chosen.isEmpty else { return false }
    try take(chosen)
    return true
  }

  private func takeEnd(of child: Child) throws(StepFault) {
    guard let position = instance.children.firstIndex(where: { $0.workflow == child.workflow && $0.key == child.key }) else {
      changes.append(.passedOver("\(child.workflow)/\(child.key) is no child"))
      return
    }
    guard !instance.children[position].isEnded else {
      changes.append(.passedOver("the end of \(child.workflow)/\(child.key) is known already"))
      return
    }
    instance.children[position] = child
    childrenValue = nil
    hasChangedData = true
    event.data = try typedEventData(event.data, of: event.name, at: nil)
    try handleEvent()
  }

  private func adopt(_ parent: InstanceID) {
    isHandled = true
    if !instance.parents.contains(parent) { instance.parents.append(parent) }
  }

  /// Events of an ended instance are recorded; only a new parent is told of the end that it missed.
  private func takeAfterTheEnd() {
    guard case .adopted(let parent) = happened else { return }
    adopt(parent)
    effects.append(PendingEffect(entry: nil, kind: .tellParent(parent, instance.asChild(items: instance.items))))
  }
}

extension Instance {
  /// What a parent knows of it.
  func asChild(items: [Item]) -> Child {
    let open = items.count(where: \.isOpen)
    return Child(
      id: id, workflow: workflow, key: key, status: status, state: state, outcome: outcome, open: open, closed: items.count - open)
  }
}
