extension Tocsin {
  /// All verbs, in the order in which help lists them: setting up, running, trying, looking, acting.
  static let commands: [Command] = [
    .up, .run, .sample, .migrate, .deploy, .validate, .schema, .functions,
    .simulate, .test, .forecast,
    .status, .doctor, .contacts, .list, .show, .explain, .graph, .history, .replay, .timeline, .messages, .mails, .events, .incidents,
    .audit,
    .start, .send, .ack, .redrive, .suspend, .resume, .cancel,
    .report, .query, .refresh, .export,
    .completions, .man, .version,
  ]
}
