package import CEL

/// What expressions see that is not the instance's own and may change under it: contacts and settings.
package struct Live: Hashable, Sendable {
  package var contacts: Value
  package var settings: Value

  package init(contacts: Value, settings: Value) {
    self.contacts = contacts
    self.settings = settings
  }
}
