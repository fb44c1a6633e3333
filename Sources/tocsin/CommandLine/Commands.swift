extension Tocsin {
  /// All verbs, in the order in which help lists them: setting up, running, trying, looking, acting.
  static let commands: [Command] = [
    .up, .run, .sample, .migrate, .deploy, .workflows, .diff, .validate, .schema, .functions,
    .simulate, .test, .forecast, .preview,
    .status, .doctor, .contacts, .list, .show, .explain, .graph, .history, .replay, .timeline, .messages, .message, .mails, .outbox,
    .channels, .sources, .schedules, .events, .incidents, .audit,
    .start, .send, .ack, .redrive, .resend, .suspend, .resume, .cancel, .reopen, .channel, .source, .maintenance, .restoreCheck, .forget,
    .prune,
    .report, .query, .refresh, .export,
    .completions, .man, .version,
  ]
}
