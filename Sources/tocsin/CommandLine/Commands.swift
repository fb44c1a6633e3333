extension Tocsin {
  /// All verbs, in the order in which help lists them: setting up, running, trying, looking, acting.
  static let commands: [Command] = [
    .up, .run, .migrate, .deploy, .validate,
    .simulate, .test, .forecast,
    .list, .show, .explain, .history, .replay, .timeline, .messages, .incidents,
    .start, .send, .ack, .redrive,
    .version,
  ]
}
