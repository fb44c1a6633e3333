package import Calendar
package import Machine

extension InboxEvent {
  /// The row that carries an event to an instance.
  package init(instance: InstanceID, key: String, at: Instant, event: Event) {
    self.init(instance: instance, key: key, at: at, name: event.storedName, data: event.storedData)
  }

}

extension Event {
  /// What an inbox row says; an error where it was not made from an event.
  package init(inbox event: InboxEvent) throws(StoreError) {
    try self.init(storedName: event.name, data: event.data)
  }
}
