package import Workflow

/// The keys of a file of rules.
package enum RuleForms {
  package static let file = FileForm("rules", title: "Rules that find what is faulty", files: "rules/*.yaml", [root, fault])

  static let root = Form(
    "rules", "a file of rules",
    [
      .init("rules", .text, "Its name.", required: true),
      .init("description", .text, "A line for people."),
      .init("constants", .mapping(.expression), "Values that depend on nothing."),
      .init("let", .mapping(.expression), "Named expressions."),
      .init("judged", .expression, "Which sessions are looked at; all where it is not said."),
      .init("faults", .list(.form("fault")), "The rules, in the order in which they are looked at.", required: true),
    ])

  static let fault = Form(
    "fault", "a rule",
    [
      .init("fault", .text, "Its name.", required: true),
      .init("when", .expression, "When there is this fault.", required: true),
      .init("text", .text, "A sentence for the partner, with `${ … }`.", required: true),
      .init("description", .text, "A line for people."),
    ])
}
