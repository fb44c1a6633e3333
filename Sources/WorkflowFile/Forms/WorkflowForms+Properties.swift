import Workflow

extension WorkflowForms {
  static let property = Form(
    "property", "a property",
    [
      .init("never", .form("never"), "What must not happen."),
      .init("always", .form("always"), "What must stay possible."),
    ])

  static let never = Form(
    "never", "a `never`",
    [
      .init("send", .text, "A message: the name of its action, or of its template or card."),
      .init("enter", .some(.text), "A state."),
      .init("start", .name, "A workflow."),
      .init("after", .some(.text), "From when on: an event, or a state that is entered. From the beginning where it is not said."),
      .init("until", .some(.text), "Until when: an event, or a state that is entered."),
    ])

  static let alwaysProperty = Form(
    "always", "an `always`",
    [
      .init("reaches", .some(.text), "States of which one can be reached from wherever an instance stands.", required: true),
      .init(
        "by", .word(of: Property.Mover.self),
        "`itself` (where it is not said): by time and sources alone, though nobody answers; `anybody`: with people's help."),
    ])
}
