import Workflow

extension WorkflowForms {
  static let state = Form(
    "state", "a state",
    [
      .init("type", .word(of: StateType.self), "Mostly understood: `final` is written, and `parallel`."),
      .init("initial", .name, "Which of the states within is first."),
      .init("states", states, "The states within."),
      .init("entry", actions, "What is done on entering."),
      .init("exit", actions, "What is done on leaving."),
      .init("on", .mapping(.some(transitionOrTarget)), "What events do here."),
      .init("after", after, afterHelp),
      .init("at", .mapping(.some(.either([.text, .form("atTransition")]))), "What happens at the time that an expression names."),
      .init("every", .some(.form("every")), "What happens again and again while the state is active."),
      .init("always", .some(transitionOrTarget), "Taken at once when its guard holds, after every step."),
      .init("invoke", .some(.form("invoke")), "A question to a source, asked on entry."),
      .init("incident", .text, "What a person must look at as long as the instance stands here."),
      .init("idle", .flag, "Waits for a person; does not count for `overlap`."),
      .init("outcome", .name, "Of a final state: how it ended, where that is not the state's name."),
      .init("history", .word(of: HistoryDepth.self), "Stands for the states that were last active: the next ones, or the innermost."),
      .init("target", .text, "Of a history: where it leads when nothing was active before."),
    ])

  static let transition = Form(
    "transition", "a transition",
    [
      .init("target", .text, "The state that it leads to: among the own children, then the siblings, then outwards; or a path."),
      .init("guard", .expression, "Taken only where this is true."),
      .init("actions", actions, "What is done on the way."),
      .init("reenter", .flag, "Leaves and enters the state even where the target is it, or lies within."),
    ])

  static let afterTransition = transition.extended(
    "afterTransition", "an `after`", by: [.init("clock", .name, "The clock that it counts by: one of `clocks`.")])

  static let atTransition = transition.extended(
    "atTransition", "an `at`",
    by: [
      .init("missed", .word(of: TimerSpec.Missed.self), "What becomes of a time that is over on entry; `run` where it is not said."),
      .init("spacing", .duration, "The least time after the rung before, where it was missed; 1h where it is not said."),
    ])

  static let every = Form(
    "every", "an `every`",
    [
      .init("cron", .cron, "When: minute, hour, day, month, weekday."),
      .init("delay", .duration, "How often, counted from the entry."),
      .init("invoke", .form("invoke"), "A question to a source."),
    ] + transition.keys)

  static let invoke = Form(
    "invoke", "an `invoke`",
    [
      .init("src", .text, "The source and its question: `bookings-db/confirm`.", required: true),
      .init("input", .mapping(.expression), "What is asked."),
      .init("timeout", .duration, "How long one attempt may take."),
      .init("retry", .form("retry"), "How often and how long it is asked again."),
      .init("onDone", .some(transitionOrTarget), "What the answer does; it is `event.data`."),
      .init("onError", .some(transitionOrTarget), "What is done when nobody answers any more."),
    ])

  static let retry = Form(
    "retry", "`retry`",
    [
      .init("attempts", .integer(1...1_000), "Attempts in all."),
      .init("delay", .duration, "From one attempt to the next.", required: true),
      .init("backoff", .word(of: RetryPolicy.Backoff.self), "Whether the delay doubles each time."),
      .init("jitter", .number(0...1), "The part of the delay that chance may add or take away."),
      .init("until", .expression, "No attempt begins after this time."),
    ])
}
