import CEL
import Workflow
import YAML

/// Compiles what stands in a state: its expressions, actions and words, each seeing the `event` that its place has.
struct StateReader {
  let compilation: Compilation
  let outline: Outline
  let waysIn: WaysIn
  /// Where an `at` does not say its own.
  var spacingSeconds = TimerSpec.defaultSpacingSeconds

  private var reading: Reading { compilation.reading }

  func read(_ state: Outline.State, _ draft: Draft, fallback: StateID?) -> StateNode {
    let entry = scope(of: waysIn.causes(of: state.id))
    var node = StateNode(
      id: state.id, name: state.name, path: state.path, parent: state.parent, children: state.children, kind: kind(of: state, fallback),
      place: reading.place(state.key.start))
    node.entry = ActionReader(compilation, entry).read(state.fields["entry"])
    node.exit = ActionReader(compilation, NameScope(event: .bare)).read(state.fields["exit"])
    node.on = draft.handlers.map { handler in
      EventTransitions(event: handler.event, transitions: handler.transitions.map { transition($0, .event(handler.event)) })
    }
    node.always = draft.always.map { transition($0, .always) }
    node.timers = draft.timers.compactMap { timer($0, in: state) }
    node.invocations = draft.invocations.map { invocation($0, entry) }
    node.incident = state.fields["incident"].flatMap { compilation.text($0, "`incident`", entry) }
    node.isIdle = state.fields["idle"].flatMap { reading.boolean($0, "`idle`") } ?? false
    return node
  }

  private func kind(of state: Outline.State, _ fallback: StateID?) -> StateNode.Kind {
    if case .history(let isDeep, _) = state.kind { return .history(isDeep: isDeep, fallback: fallback) }
    return state.kind
  }

  private func scope(of causes: Set<Draft.Cause>) -> NameScope {
    NameScope(event: compilation.events.shape(of: causes))
  }

  private func transition(_ draft: Draft.Transition, _ cause: Draft.Cause) -> Transition {
    let scope = scope(of: [cause])
    return Transition(
      guardExpression: draft.guardNode.flatMap { compilation.expression($0, .condition, "`guard`", scope) }, target: draft.target,
      actions: ActionReader(compilation, scope).read(draft.actions), reenters: draft.reenters, place: draft.place)
  }

  private func timer(_ draft: Draft.Timer, in state: Outline.State) -> TimerSpec? {
    let transitions = draft.transitions.map { transition($0, .time) }
    let invocation = draft.invocation.map { self.invocation($0, scope(of: [.time])) }
    let schedule: TimerSpec.Schedule
    switch draft.schedule {
    case .after(let delay): schedule = .after(delay)
    case .every(let delay): schedule = .every(delay)
    case .cron(let cron): schedule = .everyCron(cron)
    case .computed(let node, let name):
      guard let delay = compilation.expression(node, .delay, name.map { "`delays.\($0)`" } ?? "`after`", NameScope()) else { return nil }
      schedule = .computed(delay, name: name)
    case .at(let node):
      guard let time = compilation.expression(node, .instant, "`at`", NameScope()) else { return nil }
      schedule = .at(time, ifMissed: missed(draft))
    }
    if let clock = draft.clock { ClockCheck(outline: outline, reading: reading).check(clock, schedule, draft, in: state) }
    return TimerSpec(
      schedule: schedule, transitions: transitions, invocation: invocation, spacingSeconds: spacing(draft), clock: draft.clock,
      place: draft.place)
  }

  private func missed(_ draft: Draft.Timer) -> TimerSpec.Missed {
    let node = draft.transitions.lazy.compactMap(\.missed).first
    return node.flatMap { reading.word($0, "`missed`", of: TimerSpec.Missed.self) } ?? .run
  }

  private func spacing(_ draft: Draft.Timer) -> Int {
    draft.transitions.lazy.compactMap(\.spacing).first.flatMap { reading.spacing($0) } ?? spacingSeconds
  }

  private func invocation(_ draft: Draft.Invocation, _ scope: NameScope) -> InvokeSpec {
    let fields = draft.fields
    if let known = compilation.known.sources, !known.contains(draft.source), let node = fields["src"] {
      reading.report(
        .unknownSource, at: node, "there is no source `\(draft.source)`",
        hint: Suggestion.hint(for: draft.source, among: known.sorted(), listed: "there are"))
    }
    var spec = InvokeSpec(
      source: draft.source,
      input: AssignmentReader(compilation, scope).values(fields["input"], of: nil, "`input`", at: fields.start),
      timeoutSeconds: fields["timeout"].flatMap { reading.seconds($0, "`timeout`") },
      retry: fields["retry"].map { RetryReader(compilation, scope).read($0) } ?? .none,
      onDone: draft.onDone.map { transition($0, .answer(draft.source)) }, onError: draft.onError.map { transition($0, .failure) },
      place: draft.place)
    if let row = compilation.known.rows[draft.source] { spec.answer = .list(.object(row.name)) }
    return spec
  }
}
