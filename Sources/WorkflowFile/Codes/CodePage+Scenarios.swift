import Workflow

extension CodePage {
  /// Of scenarios, in `workflows/tests/`.
  static let scenarios: [CodePage] = [
    scenario(
      .badScenarioTime,
      """
      A scenario plays from `from` until `until`, in the zone of its workflow; this is no time, or one outside of it. Times are
      written `2026-06-16 09:00`, a day alone is its midnight.
      """,
      "expect:\n  2026-06-16 12:00: open\n  2026-06-31 09:00: closed", "expect:\n  2026-06-16 12:00: open\n  2026-06-18 09:00: closed"),
    scenario(
      .unknownState, "A state is written by its path in the workflow's file, `chasing.reminded`, or by its name where only one has it.",
      "expect:\n  2026-06-16 12:00: opened", "expect:\n  2026-06-16 12:00: open"),
    CodePage(
      .unknownEvent,
      """
      No start of the workflow waits for such an event. Of an event to an instance it is a warning: one that no state handles may be
      tried on purpose.
      """,
      bad: .scenario(pressed("ticket.opend")), good: .scenario(pressed("ticket.opened"))),
    scenario(
      .unknownMessage, "Messages are named by their template or card; the workflow sends none of this name.",
      "expect:\n  2026-06-16 09:00: [{state: open}, {email: notcie}]", "expect:\n  2026-06-16 09:00: [{state: open}, {email: notice}]"),
  ]

  private static func scenario(_ code: DiagnosticCode, _ text: String, _ bad: String, _ good: String) -> CodePage {
    CodePage(code, text, bad: .scenario(begin + bad), good: .scenario(begin + good))
  }

  private static func pressed(_ event: String) -> String {
    "workflow: example\nfrom: 2026-06-16 09:00\nuntil: 2026-06-19\nstart: [{event: \(event)}]\nexpect:\n  2026-06-16 09:00: open"
  }

  private static let begin = "workflow: example\nfrom: 2026-06-16 09:00\nuntil: 2026-06-19\nstart: [{key: one}]\n"

  /// What only files that are too large to show are told.
  static let limits: [CodePage] = [
    CodePage(
      .searchTooLarge,
      """
      `tocsin validate` searches all configurations that a workflow can get into. This one has more than are searched, mostly because
      several regions of a parallel state multiply each other; what was found so far holds, and what was not looked at is not known. It
      is no mistake of the file. Let regions that do not need each other be workflows of their own, which a `start` opens as children.
      """),
    CodePage(
      .templateLimit,
      """
      A template is a file that a person writes: at most 1 MiB, 64 elements deep, with a bounded number of nodes and turns of loops. What a
      mail lists without end belongs into a workbook: `attach: [{items: xlsx}]`.
      """),
  ]
}
