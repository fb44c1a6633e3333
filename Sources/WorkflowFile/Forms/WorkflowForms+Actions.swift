import Workflow

extension WorkflowForms {
  /// One of its keys, or a loop over a list with one of them.
  static let action = Form(
    "action", "an action",
    doing + [
      .init("forEach", .mapping(.expression), "Once for each value of a list: `{partner: 'groupBy(items, i, i.operator)'}`."),
      .init("actions", actions, "What a `forEach` does each time."),
    ])

  /// What an action can do, one of them a mapping.
  static let kinds = doing.map(\.name)

  private static let doing: [Form.Key] = [
    .init("assign", .mapping(.expression), "New values of `data`; all are worked out from the old ones."),
    .init("items", .expression, "The tracked rows become these."),
    .init("email", .form("email"), "Sends a mail."),
    .init("teams", .form("teams"), "Sends a card to a Teams channel."),
    .init("webhook", .form("webhook"), "Posts JSON to an address, or to a Slack room."),
    .init("raise", .either([.text, .form("raise")]), "An event to the instance itself, read in the same step."),
    .init("start", .form("startAction"), "Opens an instance of a workflow, a child of this one."),
    .init("append", .form("append"), "Adds a row to a table that only grows, in the step itself."),
    .init("log", .text, "A line for the history, with `${ … }`."),
  ]

  /// Of every message.
  private static let message: [Form.Key] = [
    .init("if", .expression, "Asked in the step, and again right before it goes."),
    .init("cancelOnExit", .flag, "Whether it stays unsent once its state was left; `true` where it is not said."),
    .init("notWithin", .duration, "Not sent again within this time after the last."),
    .init("onUncertain", .word(of: OnUncertain.self), "What is done when nobody knows whether it arrived."),
  ]

  static let email = Form(
    "email", "an `email`",
    [
      .init("template", .text, "The mail's HTML file in templates/, without its ending; without one it needs `subject` and `body`."),
      .init("subject", .text, "The subject of a mail without a template, with `${ … }`: one line."),
      .init("body", .text, "The text of a mail without a template, with `${ … }`."),
      .init("to", .expression, "A contact, an address, or a list of these.", required: true),
      .init("cc", .expression, "A contact, an address, or a list of these."),
      .init("bcc", .expression, "The same; they get it, and nobody sees that they do."),
      .init("replyTo", .expression, "Where a reply by mail goes instead of Tocsin's own mailbox; Tocsin does not see it then."),
      .init("importance", .word(of: EmailSpec.Importance.self), "What mail programs show."),
      .init("attach", .some(.form("attachment")), "Files that go with it."),
      .init("answers", answers, "What people can answer: the event, and the words on the button."),
      .init("deadline", .expression, "A calendar entry with this instant goes with it; `null` takes the entry back."),
      .init("thread", .name, "The conversation, where it is not the workflow's own."),
      .init("groupBy", .expression, "Mails of all instances with the same text here reach a recipient as one: a digest."),
      .init("groupWait", .duration, "How long the first mail of a digest waits for others; `30s` where it is not said."),
      .init("groupInterval", .duration, "How long after a digest the next of its group waits; `5m` where it is not said."),
    ] + message)

  static let attachment = Form(
    "attachment", "an attachment",
    [
      .init("items", .word(of: AttachmentSpec.Format.self), "The tracked rows as a file.", required: true)
    ])

  static let teams = Form(
    "teams", "a `teams`",
    [
      .init("channel", .text, "The webhook's name in tocsin.yaml.", required: true),
      .init("card", .text, "The card's JSON file in templates/, without its ending.", required: true),
      .init("answers", answers, "What people can answer: the event, and the words on the button."),
    ] + message)

  static let webhook = Form(
    "webhook", "a `webhook`",
    [
      .init("to", .text, "Its name in tocsin.yaml, under `webhooks`.", required: true),
      .init("body", .text, "The JSON file in templates/, without its ending.", required: true),
      .init("answers", answers, "What people can answer: the event, and the words on the button."),
    ] + message)

  private static let answers = Shape.named(.either([.text, .form("answer")]))

  static let answer = Form(
    "answer", "an answer",
    [
      .init("label", .text, "The words on the button.", required: true),
      .init("labels", .mapping(.text), "The words in other languages: `{de: Wir kümmern uns}`."),
      .init("reason", .flag, "Whether whoever answers so must say why."),
    ])

  static let raise = Form(
    "raise", "`raise`",
    [.init("event", .text, "Its name.", required: true), .init("data", .mapping(.expression), "What it carries.")])

  static let append = Form(
    "append", "an `append`",
    [
      .init("table", .name, "The table; reports read it as `appended`, or by a view of its name.", required: true),
      .init("row", .mapping(.expression), "Its columns.", required: true),
    ])

  static let startAction = Form(
    "startAction", "`start`",
    [
      .init("workflow", .name, "Which one.", required: true),
      .init("key", .expression, "Under which key; one that runs already is adopted.", required: true),
      .init("input", .mapping(.expression), "The values of its `input`."),
      .init("items", .expression, "Its tracked rows."),
    ])
}
