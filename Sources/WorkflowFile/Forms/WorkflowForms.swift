import Calendar
package import Workflow

/// The keys of a workflow's file, mapping by mapping.
package enum WorkflowForms {
  package static let file = FileForm(
    "workflow", title: "A workflow: one lifecycle, from its start to its end", files: "workflows/*.yaml",
    [
      root, start, watch, state, transition, afterTransition, atTransition, every, invoke, retry, action, append, email, attachment,
      teams, answer, webhook, raise, startAction, property, never, alwaysProperty, clock, retention, clockChanges,
    ])

  /// The file's own mapping: what it says of itself, and the root state.
  static let root = Form(
    "workflow", "a workflow",
    [
      .init("workflow", .name, "The name, under which instances are found: `NAME/KEY`.", required: true),
      .init("description", .text, "A line for people."),
      .init("owner", .expression, "Who gets what nothing else handles: incidents, free replies, bounces. A contact or a list."),
      .init("timezone", .text, "The zone of all wall-clock words in this file: `Europe/Berlin`. UTC where it is not said."),
      .init("calendar", .name, "Business days and hours: the name of a file in calendars/."),
      .init("start", .some(.form("start")), "How instances come to exist by themselves."),
      .init("input", fields, "Given at the start, never changed: names and types, `run: timestamp`."),
      .init("data", fields, "Changed by `assign`: names, types and defaults, `count: int = 0`."),
      .init("items", .name, "The tracked rows: a type of this file or of types/."),
      .init("types", .named(fields), "Record types of this file."),
      .init("events", .mapping(.either([fields, .nothing])), "The data that events carry, by event."),
      .init("let", .mapping(.expression), "Named expressions."),
      .init("thread", .name, "The conversation that messages belong to unless they name another."),
      .init("actions", .mapping(actions), "Named actions, so that the states read as the story."),
      .init("closesAtMost", .number(0...1), "The part of ten or more open rows that one answer may close."),
    ] + inside
      + [
        .init(
          "overlap", .word(of: Overlap.self), "What becomes of a start while another instance is at work; `allow` where it is not said."),
        .init("retention", .form("retention"), "What is redacted how long after the end."),
        .init("properties", .some(.form("property")), "What must hold, whatever happens; searched for by `tocsin validate`."),
        .init("spacing", .duration, "The least time between a missed `at` and the rung before, where the `at` does not say; 1h."),
        .init("dst", .form("dst"), "What a change of clocks means for `cron` with fixed times."),
        .init(
          "delays", .named(.expression),
          "Named delays for `after: {delays.NAME: …}`: a duration, or an expression that gives one or an instant."),
        .init("clocks", .named(.form("clock")), "Clocks that run only while an instance stands in some of its states."),
      ])

  /// What the root shares with every other state.
  private static let inside: [Form.Key] = [
    .init("initial", .name, "Which of the states is first."),
    .init("states", states, "The states, by name.", required: true),
    .init("type", .word(of: StateType.self), "Mostly understood: `final` is written, and `parallel`."),
    .init("entry", actions, "What is done on entering."),
    .init("exit", actions, "What is done on leaving."),
    .init("on", .mapping(.some(transitionOrTarget)), "What events do here."),
    .init("after", after, afterHelp),
    .init("at", .mapping(.some(.either([.name, .text, .form("atTransition")]))), "What happens at the time that an expression names."),
    .init("every", .some(.form("every")), "What happens again and again while the state is active."),
    .init("always", .some(transitionOrTarget), "Taken at once when its guard holds, after every step."),
    .init("invoke", .some(.form("invoke")), "A question to a source, asked on entry."),
  ]

  static let after = Shape.mapping(.some(.either([.text, .form("afterTransition")])))
  static let afterHelp =
    "What happens so long after the state was entered: `2h`, `3 business days`, `delays.NAME`, or an expression that gives a duration or an instant."

  static let clock = Form(
    "clock", "a clock",
    [
      .init("runsIn", .some(.text), "The states in which it runs; in all others it stands still.", required: true),
      .init("businessTime", .flag, "Whether it counts open time of the calendar only; `false` where it is not said."),
    ])

  static let retention = Form(
    "retention", "`retention`",
    [
      .init("after", .duration, "How long after the instance's end.", required: true),
      .init(
        "redact", .some(.text), "Fields of `input`, `data` and `items`: `items.driver`; history and messages lose them too.", required: true
      ),
    ])

  static let clockChanges = Form(
    "dst", "`dst`",
    [
      .init(
        "gap", .word(of: ClockChanges.Gap.self),
        "A time that the wall leaves out: the first instant `after` the gap (where it is not said), or `skip`."),
      .init(
        "twice", .word(of: ClockChanges.Twice.self),
        "A time that the wall shows twice: the `first` (where it is not said), the `second`, or `both`."),
    ])

  static let start = Form(
    "start", "a start",
    [
      .init("cron", .cron, "When: minute, hour, day, month, weekday; or `settings.NAME`."),
      .init("every", .duration, "How often, counted from the zone's midnight."),
      .init("on", .text, "The event that opens one: a button, the API, `tocsin start`."),
      .init("key", .expression, "One running instance per key.", required: true),
      .init("input", .mapping(.expression), "The values of the workflow's `input`."),
      .init("catchUp", .word(of: Start.CatchUp.self), "Which of the missed times run after an outage; `last` where it is not said."),
      .init("again", .word(of: Start.Again.self), "Whether a key may run again after its end; `never` where it is not said."),
      .init("watch", .form("watch"), "A set of rows that a source is asked for each time, each the key of an instance."),
      .init("data", .mapping(.expression), "First values of `data`; the other fields begin with their defaults."),
    ])

  static let watch = Form(
    "watch", "a `watch`",
    [
      .init("src", .text, "The source and its question, or a report: `running-batches`.", required: true),
      .init("input", .mapping(.expression), "What is asked."),
      .init("rows", .expression, "Where in the answer the rows are, `event.data.bookings`; the answer itself where it is not said."),
      .init(
        "empty", .word(of: WatchSpec.Empty.self), "What an answer without rows means after one with some; `incident` by default."),
      .init("timeout", .duration, "How long one attempt may take."),
      .init("retry", .form("retry"), "How often and how long it is asked again; the next round asks anyway."),
    ])

  /// Types by name: a type, `?` where it may be absent, `= default`.
  private static let fields = Shape.mapping(.text)
  static let actions = Shape.some(.either([.text, .form("action")]))
  static let transitionOrTarget = Shape.either([.text, .form("transition")])
  static let states = Shape.named(.either([.form("state"), .nothing]))
}
