package import Calendar
package import Machine

/// The state of the whole in numbers: what `status` and `doctor` show. Reads only, and works on a read-only database.
package protocol OverviewStore: Sendable {
  /// - Parameter now: workflows' time; what was due before it and is not done is late.
  func overview(at now: Instant) async throws(StoreError) -> Overview
  /// Executors that are there, or fell silent without having ended, newest first.
  func executors(limit: Int) async throws(StoreError) -> [ExecutorPresence]
}

package struct Overview: Hashable, Sendable {
  package struct Workflow: Hashable, Sendable {
    package var name: String
    package var counts: [Instance.Status: Int]

    package init(name: String, counts: [Instance.Status: Int]) {
      self.name = name
      self.counts = counts
    }
  }

  package struct Channel: Hashable, Sendable {
    package var name: String
    package var pending: Int
    /// Pending and due.
    package var due: Int
    package var sending: Int
    package var held: Int
    package var uncertain: Int
    package var failed: Int
    /// When the oldest of those that are due was to go.
    package var oldestDue: Instant?

    package init(
      name: String, pending: Int, due: Int, sending: Int, held: Int = 0, uncertain: Int, failed: Int, oldestDue: Instant?
    ) {
      self.name = name
      self.pending = pending
      self.due = due
      self.sending = sending
      self.held = held
      self.uncertain = uncertain
      self.failed = failed
      self.oldestDue = oldestDue
    }
  }

  /// By name; schedules are not counted.
  package var workflows: [Workflow]
  /// By name, those with anything that is not delivered or called off.
  package var channels: [Channel]
  /// Instances with a timer that is over, or an event that has arrived.
  package var due: Int
  /// Since when the oldest of them waits.
  package var oldestDue: Instant?
  package var openIncidents: Int

  package init(workflows: [Workflow], channels: [Channel], due: Int, oldestDue: Instant?, openIncidents: Int) {
    self.workflows = workflows
    self.channels = channels
    self.due = due
    self.oldestDue = oldestDue
    self.openIncidents = openIncidents
  }
}

package struct ExecutorPresence: Hashable, Sendable {
  package var record: ExecutorRecord
  /// By the store's own clock.
  package var silentSeconds: Int
  package var hasEnded: Bool

  package init(record: ExecutorRecord, silentSeconds: Int, hasEnded: Bool) {
    self.record = record
    self.silentSeconds = silentSeconds
    self.hasEnded = hasEnded
  }
}
