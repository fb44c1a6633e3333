package import CEL
package import Calendar
package import Machine

/// Takes in what happened. Writers touch the inbox alone, so nobody waits for a step.
package protocol InboxStore: Sendable {
  /// False where an event with this key was taken in for this instance before; nothing changes then.
  func append(_ event: InboxEvent) async throws(StoreError) -> Bool

  /// Opens an instance (at step 0, with `@started` in its inbox), or adopts the one that is there: see `Opening`.
  /// Harmless to repeat.
  func open(_ opening: Opening) async throws(StoreError) -> Opened

  /// Forgets events that were read and happened before a moment, with their keys: the same event would be a new one then.
  /// - Returns: how many that were, `InboxLimits.prunedMax` at most.
  func pruneInbox(before moment: Instant) async throws(StoreError) -> Int

  /// As `open`, but not while another instance of the workflow is at work. Looked at and opened under one lock, so that of two who
  /// open at the same time one sees the other's. What was carried out before is told as such whoever is at work.
  /// - Parameter isAtWork: whether a running instance with another key counts; crosses no network and may not block. What it
  ///   abandons is thrown as `never` with the reason.
  func open(
    _ opening: Opening, unless isAtWork: @Sendable (Instance) throws(StepAbandoned) -> Bool
  ) async throws(StoreError) -> OpenedAlone
}

package enum InboxLimits {
  /// So long an event is known that was read: no mail server and no webhook tells it again later.
  package static let keptSeconds: Int64 = 90 * 86_400
  /// In one statement, so that it is over in a moment.
  package static let prunedMax = 10_000
}

package enum OpenedAlone: Hashable, Sendable {
  case done(Opened)
  /// Nothing was opened, for this one is at work.
  case atWork(Instance)
}

/// An event that waits to be read, or was.
package struct InboxEvent: Hashable, Sendable {
  package var instance: InstanceID
  /// Unique for the instance: what arrives again under the same key is the same event.
  package var key: String
  /// When it happened, or was taken in; it is not read before. An event may be written ahead of its time.
  package var at: Instant
  /// `acknowledged`, `redrive`; the machine's own begin with `@`: `@started`, `@answered`, `@child`, `@adopted`, `@deployed`.
  package var name: String
  /// As JSON can hold it.
  package var data: Value

  package init(instance: InstanceID, key: String, at: Instant, name: String, data: Value) {
    self.instance = instance
    self.key = key
    self.at = at
    self.name = name
    self.data = data
  }
}

/// An instance that is to exist.
///
/// - No run of the key: run 1 is opened.
/// - A run that has not ended: it is adopted (an `@adopted` event naming the parent, once per origin), nothing is opened.
/// - An ended last run: with `again: never` adopted as it is (an ended one tells its new parent in that step), with
///   `again: always` the next run is opened.
/// - The same `origin` as any run's, or as an adoption of one: this opening was carried out before; nothing happens.
package struct Opening: Hashable, Sendable {
  /// `run` is 1; the store settles the real run and with it the id.
  package var instance: Instance
  package var again: Bool
  package var items: [Value]?
  package var parent: InstanceID?
  package var installation: String

  package init(instance: Instance, again: Bool, items: [Value]?, parent: InstanceID?, installation: String) {
    self.instance = instance
    self.again = again
    self.items = items
    self.parent = parent
    self.installation = installation
  }
}

package enum Opened: Hashable, Sendable {
  case opened(InstanceID)
  case adopted(InstanceID)
  case alreadyThere(InstanceID)
}
