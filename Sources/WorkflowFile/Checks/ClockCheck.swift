import CEL
import Calendar
import Workflow
import YAML

/// What a clock that pauses cannot count, and a deadline by a clock that never runs.
struct ClockCheck {
  let outline: Outline
  let reading: Reading

  func check(_ clock: PausingClock, _ schedule: TimerSpec.Schedule, _ draft: Draft.Timer, in state: Outline.State) {
    guard let key = draft.key else { return }
    let isNever = !clock.runsIn.isEmpty && !clock.runsIn.contains { outline.isWithin($0, state.id) || outline.isWithin(state.id, $0) }
    if isNever, !isBeside(clock, state) {
      let states = clock.runsIn.map { "`\(outline[$0].path)`" }.joined(separator: ", ")
      let name = state.name.isEmpty ? "the file" : "`\(state.name)`"
      reading.report(
        .clockNeverRuns, at: key, "the clock `\(clock.name)` never runs in \(name): it runs in \(states)",
        hint: "write the `after` in a state around these")
    }
    switch schedule {
    case .after(let delay) where RunningTime(delay) == nil:
      refuse(key, "\(delay)", clock)
    case .computed(let expression, _) where expression.program.type == .timestamp:
      refuse(key, "the time up to an instant", clock)
    case .after, .computed, .at, .every, .everyCron: break
    }
  }

  private func refuse(_ key: YAML.Node, _ what: String, _ clock: PausingClock) {
    reading.report(
      .clockCounts, at: key, "the clock `\(clock.name)` pauses, so it cannot count \(what)",
      hint: "count hours, minutes or business hours: `24h`, `8 business hours`")
  }

  /// In another region of a parallel state it may run.
  private func isBeside(_ clock: PausingClock, _ state: Outline.State) -> Bool {
    let around = outline.ancestry(of: state.id).filter { id in if case .parallel = outline[id].kind { true } else { false } }
    return clock.runsIn.contains { runs in around.contains { outline.isWithin(runs, $0) } }
  }
}
