import Workflow
import YAML

/// Of several transitions for the same thing the first whose guard holds is taken: finds those that never have their turn.
struct TransitionOrder {
  let reading: Reading

  func check(_ draft: Draft) {
    for handler in draft.handlers { check(handler.transitions) }
    check(draft.always)
    for timer in draft.timers { check(timer.transitions) }
    for invocation in draft.invocations + draft.timers.compactMap(\.invocation) {
      check(invocation.onDone)
      check(invocation.onError)
    }
  }

  private func check(_ transitions: [Draft.Transition]) {
    var seen: Set<String> = []
    var isAlwaysTaken = false
    for transition in transitions {
      let words = transition.guardNode?.text
      if isAlwaysTaken {
        reading.report(
          .shadowedTransition, at: transition.range, "this never has its turn: the one before it has no guard",
          hint: "put what has no guard last")
      } else if let words, !seen.insert(words).inserted {
        reading.report(.shadowedTransition, at: transition.range, "this never has its turn: an earlier one has the same guard")
      }
      if transition.guardNode == nil { isAlwaysTaken = true }
    }
  }
}
