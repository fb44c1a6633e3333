import Machine

extension Command {
  static let suspend = Command(
    name: "suspend", summary: "Let instances stand still: their events and timers wait.",
    discussion: """
      With --clock stops, deadlines that count time (after, every) move by as long as it stood; those that name an instant stay.
      A schedule (WORKFLOW/@start.0) can be suspended too: it opens nothing until it is resumed.
      """ + BulkWords.discussion,
    arguments: BulkWords.arguments,
    options: [Option(name: "--clock", value: "HOW", help: "runs (default) or stops.")] + BulkWords.options,
    run: { call in
      let clock = call.options["--clock"] ?? "runs"
      guard ["runs", "stops"].contains(clock) else { throw UsageError("--clock takes runs or stops, not “\(clock)”.") }
      return try await BulkOperation(call, .suspend(stopsClock: clock == "stops")).run()
    })

  static let resume = Command(
    name: "resume", summary: "Let suspended instances go on.",
    discussion: "What came in meanwhile is read now, in its order." + BulkWords.discussion,
    arguments: BulkWords.arguments, options: BulkWords.options,
    run: { call in try await BulkOperation(call, .resume).run() })

  static let cancel = Command(
    name: "cancel", summary: "End instances where they stand, for good.",
    discussion: """
      Nothing more is sent, what is on its way is called off, parents are told. Children go on; name them too if they are to end.
      """ + BulkWords.discussion,
    arguments: BulkWords.arguments, options: BulkWords.options,
    run: { call in try await BulkOperation(call, .cancel).run() })

  static let reopen = Command(
    name: "reopen", summary: "Let ended instances go on, in a state that is entered anew.",
    discussion: """
      The state's entry actions run, so its messages go; deadlines count from now. A cancelled one goes on where it stood unless --in
      names a state; a completed one needs --in. Parents were told of the end and are not told again.
      """ + BulkWords.discussion,
    arguments: BulkWords.arguments,
    options: [Option(name: "--in", value: "PATH", help: "The state to go on in.")] + BulkWords.options,
    run: { call in try await BulkOperation(call, .reopen(state: call.options["--in"])).run() })
}

/// What the verbs on many instances have in common.
enum BulkWords {
  static let discussion = """

    What it would do is shown first; on a terminal it asks, elsewhere it wants --yes. Each instance's history says who and why.
    """

  static let arguments = [
    Command.Argument(name: "WORKFLOW[/KEY]", help: "Which instances; a key may end in *.", isRepeating: true)
  ]

  static let options =
    InstanceSelection.options + [
      Command.Option(name: "--reason", value: "TEXT", help: "Why; kept in the history and in the audit. Needed."),
      Command.Option(name: "--by", value: "NAME", help: "Who says so (default: the user of this shell)."),
      Command.Option(name: "--dry-run", value: nil, help: "Show what would be done, and do nothing."),
      Command.Option(name: "--yes", value: nil, help: "Do not ask."),
    ]
}
