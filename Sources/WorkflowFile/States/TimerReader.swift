import Calendar
import Workflow
import YAML

/// Reads `after`, `at` and `every` of a state: what time alone brings about.
struct TimerReader {
  let outline: Outline
  let delays: DelayTable
  let reading: Reading

  func read(_ state: Outline.State) -> [Draft.Timer] {
    var timers: [Draft.Timer] = []
    if let node = state.fields["after"] { timers += after(node, state) }
    if let node = state.fields["at"] { timers += at(node, state) }
    if let node = state.fields["every"] { timers += every(node, state) }
    return timers
  }

  private var transitions: TransitionReader { TransitionReader(outline: outline, reading: reading) }

  private func after(_ node: YAML.Node, _ state: Outline.State) -> [Draft.Timer] {
    reading.entries(node, "`after`").compactMap { entry in
      let found = transitions.read(entry.value, from: state.id, "an `after`", WorkflowForms.afterTransition)
      let clock = found.lazy.compactMap(\.clock).first.flatMap { delays.clock($0) }
      let schedule: Draft.Timer.Schedule
      switch delays.delay(entry.key) {
      case (.fixed(let delay)?, _): schedule = .after(delay)
      case (.expression(let node)?, let name): schedule = .computed(node, name: name)
      case (nil, _): return nil
      }
      return Draft.Timer(
        schedule: schedule, transitions: found, invocation: nil, clock: clock, key: entry.key, place: reading.place(entry.key))
    }
  }

  private func at(_ node: YAML.Node, _ state: Outline.State) -> [Draft.Timer] {
    reading.entries(node, "`at`").map { entry in
      let found = transitions.read(entry.value, from: state.id, "an `at`", WorkflowForms.atTransition)
      return Draft.Timer(schedule: .at(entry.key), transitions: found, invocation: nil, place: reading.place(entry.key))
    }
  }

  private func every(_ node: YAML.Node, _ state: Outline.State) -> [Draft.Timer] {
    reading.list(node).compactMap { item in
      guard let fields = Fields(item, WorkflowForms.every, reading) else { return nil }
      return every(fields, state)
    }
  }

  private func every(_ fields: Fields, _ state: Outline.State) -> Draft.Timer? {
    let transition = transitions.transition(fields, from: state.id, "an `every`")
    let reader = InvocationReader(outline: outline, reading: reading)
    let invocation = fields["invoke"].flatMap { reader.read($0, state) }
    let does = ["invoke", "target", "actions"].contains { fields[$0] != nil }
    if !does {
      reading.report(.missingKey, at: fields.start, "an `every` must do something: `invoke`, `actions` or `target`")
    }
    let schedule: Draft.Timer.Schedule
    switch fields.oneOf(["cron", "delay"]).first {
    case "cron":
      guard let node = fields["cron"], let cron = reading.cron(node) else { return nil }
      schedule = .cron(cron)
    case "delay":
      guard let node = fields["delay"], let delay = reading.delay(node, "`delay`") else { return nil }
      schedule = .every(delay)
    default:
      reading.report(.missingKey, at: fields.start, "an `every` needs `cron` or `delay`", hint: "cron: \"30 7 * * *\"")
      return nil
    }
    let isTransition = fields["target"] != nil || fields["actions"] != nil
    return Draft.Timer(
      schedule: schedule, transitions: isTransition ? [transition] : [], invocation: invocation, place: reading.place(fields.start.start))
  }
}
