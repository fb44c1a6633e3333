package import CEL
package import Calendar
package import Workflow

/// What there is around a workflow's file, as far as the caller knows it. What is nil is not looked at.
package struct KnownNames: Sendable {
  /// Mail templates: `emsp/reminder`.
  package var templates: Set<String>?
  package var cards: Set<String>?
  package var channels: Set<String>?
  /// Webhooks other than those of Teams.
  package var webhooks: Set<String>?
  package var sources: Set<String>?
  /// Names of all workflows, for `start`.
  package var workflows: Set<String>?
  package var calendars: [String: BusinessCalendar]?
  package var contacts: ContactsType?
  /// The values of `settings`, which give them their types.
  package var settings: ValueMap?
  /// The type of the rows that a source answers with, by question, where it declares one.
  package var rows: [String: ObjectType]

  package init(
    templates: Set<String>? = nil, cards: Set<String>? = nil, channels: Set<String>? = nil, webhooks: Set<String>? = nil,
    sources: Set<String>? = nil, workflows: Set<String>? = nil, calendars: [String: BusinessCalendar]? = nil, contacts: ContactsType? = nil,
    settings: ValueMap? = nil, rows: [String: ObjectType] = [:]
  ) {
    self.templates = templates
    self.cards = cards
    self.channels = channels
    self.webhooks = webhooks
    self.sources = sources
    self.workflows = workflows
    self.calendars = calendars
    self.contacts = contacts
    self.settings = settings
    self.rows = rows
  }
}
