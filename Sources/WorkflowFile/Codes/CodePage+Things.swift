import Workflow

extension CodePage {
  static let things: [CodePage] = [
    CodePage(
      .unknownAction, "A bare word in a list of actions names one under `actions`.",
      """
      workflow: example
      initial: open
      states:
        open: {entry: [notcie], after: {2d: closed}, exit: [notice]}
        closed: {type: final}
      actions:
        notice: {email: {template: notice, to: contacts.lead}}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {entry: [notice], after: {2d: closed}}
        closed: {type: final}
      actions:
        notice: {email: {template: notice, to: contacts.lead}}
      """),
    CodePage(
      .actionCircle, "An action that names itself, directly or through others, would never come to an end.",
      """
      workflow: example
      initial: open
      states:
        open: {entry: [one], after: {2d: closed}}
        closed: {type: final}
      actions:
        one: [{log: one}, two]
        two: [one]
      """,
      """
      workflow: example
      initial: open
      states:
        open: {entry: [one], after: {2d: closed}}
        closed: {type: final}
      actions:
        one: [{log: one}, two]
        two: [{log: two}]
      """),
    CodePage(
      .unknownTemplate, "Mails are HTML files of `templates/`, named by their path without its ending.",
      entering("email: {template: notcie, to: contacts.lead}"), entering("email: {template: notice, to: contacts.lead}")),
    CodePage(
      .unknownCard, "Cards are JSON files of `templates/`, named by their path without its ending.",
      entering("teams: {channel: alerts, card: crad}"), entering("teams: {channel: alerts, card: card}")),
    CodePage(
      .unknownChannel, "Channels of Teams are set up in tocsin.yaml, under `teams`, each with its webhook.",
      entering("teams: {channel: alarms, card: card}"), entering("teams: {channel: alerts, card: card}")),
    CodePage(
      .unknownSource, "Sources are files of `sources/`; a question is `SOURCE/QUESTION`.",
      """
      workflow: example
      initial: open
      states:
        open: {invoke: {src: tickets/opne, onDone: closed, onError: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {invoke: {src: tickets/open, onDone: closed, onError: closed}}
        closed: {type: final}
      """),
    CodePage(
      .unknownWorkflow, "`start` opens an instance of another workflow of this folder, named as its file says: `workflow: NAME`.",
      entering("start: {workflow: exmple, key: '\"1\"'}"), entering("start: {workflow: example, key: '\"1\"'}")),
    CodePage(
      .unhandledAnswer, "People are offered an answer, press the button, and nothing comes of it. Handle it under `on`, or take it away.",
      """
      workflow: example
      initial: open
      states:
        open:
          entry: [{email: {template: notice, to: contacts.lead, answers: {acknowledged: We are on it}}}]
          after: {2d: closed}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open:
          entry: [{email: {template: notice, to: contacts.lead, answers: {acknowledged: We are on it}}}]
          on: {acknowledged: closed}
          after: {2d: closed}
        closed: {type: final}
      """),
    CodePage(
      .unknownField, "The value is for a field that is declared nowhere, so nobody could read it.",
      entering("assign: {cuont: '1'}", "data: {count: int = 0}"), entering("assign: {count: '1'}", "data: {count: int = 0}")),
    CodePage(
      .unusedName, "It is declared and nothing names it: a leftover, or the place that should name it has a slip.",
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      actions:
        notice: {email: {template: notice, to: contacts.lead}}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {entry: [notice], after: {2d: closed}}
        closed: {type: final}
      actions:
        notice: {email: {template: notice, to: contacts.lead}}
      """),
    CodePage(
      .badRotation,
      """
      A rotation has layers; each begins on a day, hands over at times of the week, and names people: roles that are one person, or
      people themselves.
      """,
      bad: .contacts(rotation("mondays")), good: .contacts(rotation("monday 09:00"))),
    CodePage(
      .unknownRotation, "`contacts.onCall(\"support\", 1)` asks for a layer of a rotation of the contacts; there is no such one.",
      entering("email: {template: notice, to: 'contacts.onCall(\"suport\", 1)'}"),
      entering("email: {template: notice, to: 'contacts.onCall(\"support\", 1)'}")),
    CodePage(
      .badContact, "A contact has a name and an address without brackets; both go into the header of a mail, so they are one line each.",
      bad: .contacts("roles:\n  lead: {name: Ana, email: Ana <ana@partner.example>}"),
      good: .contacts("roles:\n  lead: {name: Ana, email: ana@partner.example}")),
  ]

  private static func rotation(_ handOver: String) -> String {
    """
    roles: {lead: {name: Ana, email: ana@partner.example}}
    rotations:
      support:
        timezone: Europe/Berlin
        layers: [{begins: 2026-01-05, handOver: \(handOver), people: [lead]}]
    """
  }

  /// A workflow that does something first.
  static func entering(_ action: String, _ header: String? = nil) -> String {
    """
    workflow: example
    \(header.map { $0 + "\n" } ?? "")initial: open
    states:
      open: {entry: [{\(action)}], after: {2d: closed}}
      closed: {type: final}
    """
  }
}
