import Workflow
import YAML

/// What is wrong with the states as a whole: those that nothing enters, those that nothing leaves, those in which nothing
/// will ever happen by itself.
struct StructureCheck {
  let outline: Outline
  let drafts: [Draft]
  let waysIn: WaysIn
  let reading: Reading

  func run() {
    // Where a target is not known, what it would have led to is not known either.
    let targetsAreKnown = !reading.diagnostics.contains {
      [DiagnosticCode.unknownTarget.rawValue, DiagnosticCode.ambiguousTarget.rawValue].contains($0.code)
    }
    if targetsAreKnown, !hasShapeErrors(in: nil) { outline.states.dropFirst().forEach(checkEntered) }
    for state in outline.leaves where state.parent != nil && (waysIn.isEntered(state.id) || !targetsAreKnown) { check(state) }
    AlwaysCircles(outline: outline, drafts: drafts, reading: reading).run()
    drafts.forEach(TransitionOrder(outline: outline, reading: reading).check)
  }

  private func checkEntered(_ state: Outline.State) {
    guard !waysIn.isEntered(state.id), state.parent.map(waysIn.isEntered) ?? true else { return }
    if case .history = state.kind { return }
    reading.report(
      .unreachableState, severity: .warning, at: state.key, "nothing ever enters `\(state.name)`",
      hint: "name it as a `target`, or remove it")
  }

  /// What was not understood may be the very thing that is missed.
  private func hasShapeErrors(in range: SourceRange?) -> Bool {
    reading.diagnostics.contains { diagnostic in
      guard diagnostic.severity == .error, ["T01", "T04"].contains(diagnostic.code.prefix(3)) else { return false }
      guard let range else { return true }
      let place = (diagnostic.place.line, diagnostic.place.column)
      return place >= (range.start.line, range.start.column) && place < (range.end.line, range.end.column)
    }
  }

  private func check(_ state: Outline.State) {
    guard !hasShapeErrors(in: state.fields.node.range) else { return }
    let around = outline.ancestry(of: state.id)
    let isFinal = if case .final = state.kind { true } else { false }
    if isFinal {
      guard let parent = state.parent, outline[parent].parent != nil, !isDoneHandled(parent) else { return }
    } else if !around.contains(where: { canLeave($0) }) {
      reading.report(
        .trap, at: state.key, "`\(state.name)` can never be left and is not final", hint: "give it a way out, or write `type: final`")
      return
    }
    guard !around.contains(where: { happensByItself($0) }), !isBesideOthers(state) else { return }
    let name = state.name
    if isFinal, let parent = state.parent {
      reading.report(
        .forgottenEscalation, at: state.key, "after `\(name)` nothing will happen: nobody handles `done.\(outline[parent].name)`",
        hint: "on: {done.\(outline[parent].name): …}")
    } else {
      reading.report(
        .forgottenEscalation, at: state.key, "a forgotten escalation: in `\(name)` nothing will ever happen by itself",
        hint: "give it a deadline, `after: {3 business days: …}`, or say what a person must do: `incident: …`")
    }
  }

  private func canLeave(_ id: StateID) -> Bool {
    drafts[id.number].ways.contains { $0.transition.target != nil || $0.transition.isTargetUnknown }
  }

  /// A timer, a question to a source, rounds of a watch, words for a person, or a child's end that is waited for.
  private func happensByItself(_ id: StateID) -> Bool {
    let draft = drafts[id.number]
    return !draft.timers.isEmpty || !draft.invocations.isEmpty || outline[id].fields["incident"] != nil
      || draft.handlers.contains { ["child.done", "checked", "gone"].contains($0.event) || $0.event.hasPrefix("done.") }
      || draft.always.contains { $0.guardNode?.text?.contains("children") ?? true }
  }

  private func isDoneHandled(_ parent: StateID) -> Bool {
    outline.ancestry(of: parent).contains { id in
      drafts[id.number].handlers.contains { $0.event == "done.\(outline[parent].path)" || $0.event.hasSuffix("*") }
    }
  }

  /// In a parallel state the other regions may be what moves it on.
  private func isBesideOthers(_ state: Outline.State) -> Bool {
    outline.ancestry(of: state.id).contains { id in
      guard case .parallel = outline[id].kind else { return false }
      return outline.states.contains { outline.isWithin($0.id, id) && happensByItself($0.id) }
    }
  }
}
