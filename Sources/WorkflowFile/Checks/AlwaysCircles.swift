import Workflow
import YAML

/// Finds `always` transitions that go round for ever: each leads into the next state and nothing on the way can make its
/// condition false.
struct AlwaysCircles {
  let outline: Outline
  let drafts: [Draft]
  let reading: Reading

  func run() {
    var told: Set<StateID> = []
    for draft in drafts {
      for transition in draft.always {
        guard let circle = circle(from: draft.state, through: transition), told.isDisjoint(with: circle) else { continue }
        told.formUnion(circle)
        let names = (circle + [circle[0]]).map { "`\(outline[$0].name)`" }.joined(separator: " → ")
        reading.report(
          .alwaysCircle, at: transition.range, "`always` goes round for ever: \(names)", hint: "give one of them a `guard` that ends it")
      }
    }
  }

  /// The states of a circle that begins with a transition, as long as no condition but this one stands in it.
  private func circle(from start: StateID, through transition: Draft.Transition) -> [StateID]? {
    var path = [start]
    var next = transition.target
    while let target = next {
      // Entering a state enters those below it; the innermost that goes on by itself is taken.
      let inside = Array(outline.entered(byDefault: target).reversed()) + outline.ancestry(of: target).dropFirst()
      guard let (state, onward) = onward(in: inside, sameAs: transition) else { return nil }
      if state == start { return path }
      guard !path.contains(state) else { return nil }
      path.append(state)
      next = onward.target
    }
    return nil
  }

  private func onward(in states: [StateID], sameAs first: Draft.Transition) -> (StateID, Draft.Transition)? {
    for state in states {
      for transition in drafts[state.number].always {
        let guardText = transition.guardNode?.text
        guard guardText == nil || guardText == first.guardNode?.text else { return nil }
        guard transition.target != nil, transition.actions == nil, outline[state].fields["entry"] == nil else { return nil }
        return (state, transition)
      }
    }
    return nil
  }
}
