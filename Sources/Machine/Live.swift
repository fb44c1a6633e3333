package import CEL
package import Calendar
import Workflow

/// What expressions see that is not the instance's own and may change under it: contacts and settings.
package struct Live: Hashable, Sendable {
  package var contacts: Value
  package var settings: Value

  package init(contacts: Value, settings: Value) {
    self.contacts = contacts
    self.settings = settings
  }

  /// Contacts as an expression sees them: who is on call depends on the time.
  package func contacts(at now: Instant) -> Value {
    guard case .map(var map) = contacts, map[ContactsType.rotationsKey] != nil else { return contacts }
    map[ContactsType.nowKey] = Value(now)
    return .map(map)
  }
}
