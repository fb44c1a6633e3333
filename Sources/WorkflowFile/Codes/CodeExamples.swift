import CEL
import Calendar
import Workflow

/// What there is around the files that the pages of codes show.
package enum CodeExamples {
  package static let contacts = """
    roles: {lead: {name: Ana, email: ana@partner.example}}
    rotations: {support: {layers: [{begins: 2026-01-05, handOver: monday 09:00, people: [lead]}]}}
    """

  package static let types = ["types/row.yaml": "type: row\nfields: {id: string, amount: double?}\n"]

  package static let templates: Set<String> = ["notice"]

  /// What a workflow may name there.
  package static func known(_ contacts: Contacts) -> KnownNames {
    KnownNames(
      templates: templates, cards: ["card"], channels: ["alerts"], sources: ["tickets/open"],
      calendars: ["office": .mondayToFriday], contacts: contacts.type, settings: ["limit": 3])
  }

  /// The workflow that the example scenarios try.
  package static let tried = """
    workflow: example
    timezone: Europe/Berlin
    start: {on: ticket.opened, key: '"one"'}
    initial: open
    states:
      open:
        entry: [{email: {template: notice, to: contacts.lead, answers: {acknowledged: We are on it}}}]
        on: {acknowledged: taken}
        after: {2d: closed}
      taken: {after: {1d: closed}}
      closed: {type: final}
    """

  /// The workflow whose mail the example templates are.
  package static let mailing = """
    workflow: example
    input: {partner: string}
    initial: open
    states:
      open: {entry: [{email: {template: notice, to: contacts.lead}}], after: {2d: closed}}
      closed: {type: final}
    """
}
