package import Workflow

/// The keys of a file of scenarios.
package enum ScenarioForms {
  package static let fileForm = FileForm(
    "scenario", title: "What happens to a workflow, and what must come out of it", files: "workflows/tests/*.yaml",
    [file, scenario, start, answer, trouble, event, expectation, interval, items])

  static let scenario = Form("scenario", "a scenario", keys)

  static let file = Form(
    "file", "a file of scenarios",
    keys + [.init("scenarios", .mapping(.form("scenario")), "Several of them; what stands beside it holds for each.")])

  private static let keys: [Form.Key] = [
    .init("workflow", .text, "The workflow that is tried."),
    .init("description", .text, "A line for people."),
    .init("timezone", .text, "Of the times in this file, where it is not the workflow's own."),
    .init("from", .text, "When it begins: `2026-06-16 09:00`."),
    .init("until", .text, "When it ends; when nothing is due any more, where it is not said."),
    .init("start", .some(.either([.words(["schedule"]), .form("start")])), "What is opened by hand."),
    .init("beside", .some(.name), "Other workflows whose starts open instances as well."),
    .init("sources", .mapping(.either([.words(["configured"]), .some(.form("answer"))])), "What sources answer, by question."),
    .init("channels", .mapping(.some(.form("trouble"))), "What goes wrong with messages, by channel."),
    .init("events", .list(.form("event")), "What people and other systems do, and when."),
    .init("settings", .mapping(.any), "Values that stand in for those of tocsin.yaml."),
    .init("seed", .integer(0...Int(Int32.max)), "For what chance decides."),
    .init(
      "expect", .mapping(.either([.text, .form("expectation"), .form("interval"), .list(.either([.text, .form("expectation")]))])),
      "What must come out, by time; `A to B: nothing` for what must not."),
    .init("otherwise", .words(["nothing", "anything"]), "Whether what is not named may happen."),
  ]

  static let start = Form(
    "start", "a `start`",
    [
      .init("key", .text, "The key of the instance."),
      .init("input", .mapping(.any), "Its input."),
      .init("items", .list(.any), "Its tracked rows."),
      .init("at", .text, "When; at `from`, where it is not said."),
      .init("event", .text, "The event that opens one."),
      .init("data", .mapping(.any), "First values of its `data`; or what the event carries."),
      .init("by", .text, "Whose event it is."),
    ])

  static let answer = Form(
    "answer", "an answer",
    [
      .init("from", .text, "From then on; from the beginning where it is not said."),
      .init("if", .expression, "Over `input` (what was asked) and `now`."),
      .init("answer", .any, "The answer, as the workflow sees it in `event.data`."),
      .init("rows", .list(.any), "Rows for `compute`."),
      .init("compute", .expression, "The answer, over `rows`, `input` and `now`."),
      .init("complete", .flag, "Whether all was read; else a missing row means nothing."),
      .init("fails", .text, "No answer now: it is asked again as `retry` says."),
      .init("refuses", .text, "No answer, and never one."),
      .init("silent", .flag, "The question stays open."),
    ])

  static let trouble = Form(
    "trouble", "a trouble",
    [
      .init("from", .text, "From then on; from the beginning where it is not said."),
      .init("to", .text, "One recipient; all where it is not said."),
      .init("refuses", .text, "A bounce."),
      .init("fails", .text, "Tried again later."),
      .init("loses", .text, "Nobody knows whether it arrived."),
      .init("delivers", .flag, "Well again."),
    ])

  static let event = Form(
    "event", "an event",
    [
      .init("at", .text, "When.", required: true),
      .init("event", .text, "Which.", required: true),
      .init("by", .text, "Whose."),
      .init("data", .mapping(.any), "What it carries."),
      .init("to", .text, "The instance: `KEY`, or `WORKFLOW/KEY`."),
    ])

  static let expectation = Form(
    "expectation", "an expectation",
    [
      .init("state", .text, "The path of a state that was reached, or in which it stands."),
      .init("email", .text, "The template of a mail that went out."),
      .init("teams", .text, "The card that went out."),
      .init("message", .text, "The template of a message of any channel."),
      .init("incident", .text, "Words of an incident that was opened."),
      .init("instance", .text, "Which; may be left out where there is one."),
      .init("outcome", .text, "How it ended."),
      .init("status", .text, "Of the instance, or of the message."),
      .init("items", .form("items"), "How many rows are open and closed."),
      .init("data", .mapping(.any), "Fields of `data`."),
      .init("to", .some(.text), "Exactly these addresses."),
      .init("subject", .text, "The subject, exactly."),
      .init("contains", .some(.text), "Texts that are in it."),
      .init("lacks", .some(.text), "Texts that are not."),
      .init("channel", .text, "Of which channel."),
      .init("nothing", .text, "Nothing moves and nothing goes out, of this instance."),
    ])

  static let interval = Form(
    "interval", "an interval",
    [.init("nothing", .text, "Nothing moves and nothing goes out, of this instance.", required: true)])

  static let items = Form(
    "items", "`items`",
    [.init("open", .integer(0...1_000_000), "Open rows."), .init("closed", .integer(0...1_000_000), "Closed rows.")])
}
