package import Workflow

/// The keys of the files that stand beside workflows: contacts, calendars, types.
package enum CompanionForms {
  package static let contactsFile = FileForm(
    "contacts", title: "Who gets what: roles and partners", files: "contacts.yaml",
    [contacts, partner, contact, rotation, layer, override])
  package static let calendarFile = FileForm(
    "calendar", title: "Who is at work when", files: "calendars/*.yaml", [calendar, hours])
  package static let typesFile = FileForm("types", title: "A record type that workflows share", files: "types/*.yaml", [types])

  static let contacts = Form(
    "contacts", "the contacts",
    [
      .init("roles", .mapping(.some(.form("contact"))), "What workflows name: `contacts.NAME`."),
      .init("partners", .mapping(.form("partner")), "Found by name: `contacts.of(\"NAME\")`."),
      .init("rotations", .named(.form("rotation")), "Who is on call when: `contacts.onCall(\"NAME\", 1)`."),
    ])

  static let partner = Form(
    "partner", "a partner",
    [
      .init("contacts", .some(.form("contact")), "Its people.", required: true),
      .init("manager", .form("contact"), "Whom they report to."),
    ])

  static let contact = Form(
    "contact", "a contact",
    [
      .init("name", .text, "As mails greet.", required: true),
      .init("email", .text, "An address without name or brackets.", required: true),
      .init("language", .text, "As in BCP 47: `en`, `de`, `pt-BR`."),
      .init("phone", .text, "For people to call."),
      .init("alternate", .text, "An address that gets what cannot be delivered to this one."),
      .init("timezone", .text, "Where the person is, for `quiet`; the workflow's zone where it is not said."),
      .init("quiet", .text, "When mails wait, but those of high importance: `20:00-07:00`."),
    ])

  static let rotation = Form(
    "rotation", "a rotation",
    [
      .init("description", .text, "A line for people."),
      .init("timezone", .text, "In which hand-over times and overrides are meant; UTC where it is not said."),
      .init("layers", .some(.form("layer")), "Who is called first, who when the first does not answer.", required: true),
      .init("overrides", .some(.form("override")), "Somebody else for a while; of two that hold at once the later one in the file counts."),
    ])

  static let layer = Form(
    "layer", "a layer",
    [
      .init(
        "begins", .text, "The day from which on it counts: the first hand-over of that day or after it begins the first turn.",
        required: true),
      .init("handOver", .some(.text), "When a turn ends and the next begins: `monday 09:00`, or `09:00` for each day.", required: true),
      .init("shifts", .integer(1...1_000), "How many hand-overs pass before the next one's turn; 1 where it is not said."),
      .init(
        "people", .some(.either([.name, .form("contact")])), "In the order of their turns: roles that are one person, or people.",
        required: true),
    ])

  static let override = Form(
    "override", "an override",
    [
      .init("layer", .integer(1...10), "Which layer; 1 where it is not said."),
      .init("from", .text, "When it begins: `2026-06-08 09:00`.", required: true),
      .init("until", .text, "When it ends.", required: true),
      .init("person", .either([.name, .form("contact")]), "Who takes over: a role that is one person, or the person.", required: true),
    ])

  static let calendar = Form(
    "calendar", "a calendar",
    [
      .init("calendar", .name, "Its name, which is the file's.", required: true),
      .init("description", .text, "A line for people."),
      .init("extends", .name, "The calendar whose words hold where this one says nothing."),
      .init("weekend", .some(.words(days)), "Days on which nobody is at work."),
      .init("hours", .either([.some(.text), .form("hours")]), "When people are there: `[\"09:00-17:00\"]`, or a list for each day."),
      .init("holidays", .mapping(.some(.text)), "Names by date, and `file` for those of an iCalendar or JSON file beside it."),
    ])

  static let hours = Form("hours", "`hours`", days.map { .init($0, .some(.text), "When people are there on a \($0).") })

  static let types = Form(
    "types", "a file of types",
    [
      .init("type", .name, "Its name, where it is not the file's."),
      .init("description", .text, "A line for people."),
      .init("fields", .mapping(.text), "Names and types: `start: timestamp?`.", required: true),
    ])

  private static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
}
