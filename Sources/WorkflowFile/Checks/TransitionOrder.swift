import CEL
import Calendar
import Workflow
import YAML

/// Of several transitions for the same thing the first whose guard holds is taken: finds those that never have their turn.
struct TransitionOrder {
  let outline: Outline
  let reading: Reading

  func check(_ draft: Draft) {
    for handler in draft.handlers { check(handler.transitions) }
    check(draft.always)
    for timer in draft.timers { check(timer.transitions) }
    for invocation in draft.invocations + draft.timers.compactMap(\.invocation) {
      check(invocation.onDone)
      check(invocation.onError)
    }
    checkWildcards(draft.handlers)
    checkLeftBefore(draft)
  }

  private func check(_ transitions: [Draft.Transition]) {
    guard transitions.count > 1 else { return }
    var seen: [Set<CEL.Expression>] = []
    var isAlwaysTaken = false
    for transition in transitions {
      let parts = transition.guardNode.flatMap(conditions)
      if isAlwaysTaken {
        reading.report(
          .shadowedTransition, at: transition.range, "this never has its turn: the one before it has no guard",
          hint: "put what has no guard last")
      } else if let parts, let earlier = seen.first(where: { $0.isSubset(of: parts) }) {
        let isSame = earlier == parts
        reading.report(
          .shadowedTransition, at: transition.range,
          "this never has its turn: an earlier one \(isSame ? "has the same guard" : "is taken whenever its guard holds")",
          hint: isSame ? nil : "put the narrower guard first")
      }
      if let parts { seen.append(parts) }
      if transition.guardNode == nil { isAlwaysTaken = true }
    }
  }

  /// The conditions that must hold together; nil where the guard cannot be read, which is told elsewhere.
  private func conditions(_ guardNode: YAML.Node) -> Set<CEL.Expression>? {
    guard let text = guardNode.text, let parsed = try? Environment.parse(text) else { return nil }
    if case .logic(.and, let parts) = parsed.kind { return Set(parts) }
    return [parsed]
  }

  /// `*` before the events that it stands for leaves nothing for them.
  private func checkWildcards(_ handlers: [Draft.Handler]) {
    for (number, handler) in handlers.enumerated() where handler.event.hasSuffix("*") {
      guard handler.transitions.contains(where: { $0.guardNode == nil }) else { continue }
      let stem = handler.event.dropLast()
      for later in handlers.dropFirst(number + 1) where later.event.hasPrefix(stem) || stem.dropLast() == later.event {
        reading.report(
          .shadowedTransition, at: later.key, "this never has its turn: `\(handler.event)` before it takes every `\(later.event)`",
          hint: "put `\(handler.event)` last")
      }
    }
  }

  /// What would come later than the moment in which the state is left.
  private func checkLeftBefore(_ draft: Draft) {
    // Of a circle there is more to say than what stands beside it.
    let isCircular = reading.diagnostics.contains { $0.code == DiagnosticCode.alwaysCircle.rawValue }
    if !isCircular, case .atomic = outline[draft.state].kind, let way = draft.always.first(where: { leaves($0, draft.state) }) {
      let target = way.target.map { outline[$0].name } ?? ""
      for transition in draft.handlers.flatMap(\.transitions) + draft.timers.flatMap(\.transitions) {
        warn(transition.range, "this never has its turn: `always` leads to `\(target)` at once", "give the `always` a guard")
      }
    }
    let ends = draft.timers.enumerated().filter { _, timer in timer.transitions.contains { leaves($0, draft.state) } }
    for (number, timer) in draft.timers.enumerated() {
      guard case .after(let delay) = timer.schedule, let transition = timer.transitions.first else { continue }
      for (other, end) in ends where other != number {
        guard case .after(let sooner) = end.schedule, sooner.isNoLater(than: delay), sooner != delay || other < number else { continue }
        warn(transition.range, "this never has its turn: after \(sooner) the state is left", "count from there, in the state that follows")
        break
      }
    }
  }

  private func warn(_ range: SourceRange, _ message: String, _ hint: String) {
    reading.report(.shadowedTransition, severity: .warning, at: range, message, hint: hint)
  }

  /// Taken whenever its time has come, and out of the state.
  private func leaves(_ transition: Draft.Transition, _ state: StateID) -> Bool {
    guard transition.guardNode == nil, let target = transition.target else { return false }
    return transition.reenters || !outline.isWithin(target, state)
  }
}

extension Delay {
  /// Whether it is over before the other, or with it, wherever both begin; false too where that depends on the calendar.
  fileprivate func isNoLater(than other: Delay) -> Bool {
    switch (self, other) {
    case (.span(let left), .span(let right)):
      left.months <= right.months && left.days <= right.days && left.microseconds <= right.microseconds
    case (.businessDays(let left), .businessDays(let right)): left <= right
    case (.businessTime(let left), .businessTime(let right)): left <= right
    default: false
    }
  }
}
