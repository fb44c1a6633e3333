extension Tocsin {
  /// All verbs, in the order in which help lists them: setting up, running, looking, acting.
  static let commands: [Command] = [
    .up, .run, .migrate, .deploy, .validate,
    .list, .show, .explain, .history, .replay, .timeline, .messages, .incidents,
    .start, .send, .ack, .redrive,
    .version,
  ]
}
