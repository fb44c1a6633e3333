package import CEL
package import Calendar
package import Machine

/// Reads the books: what the command line and the console show. Changes nothing.
package protocol BookStore: Sendable {
  /// By workflow, then key, then run, with items and children; schedules (`@start.n`) only where asked for.
  func instances(_ filter: InstanceFilter) async throws(StoreError) -> [Instance]
  /// With items and children, whether the workflow reads them or not; values as undeclared JSON.
  func instance(_ id: InstanceID) async throws(StoreError) -> Instance?
  /// The newest run of a key.
  func instance(workflow: String, key: String) async throws(StoreError) -> Instance?
  /// Steps whose real time is `from` or later: those of one instance in order, or all by real time; the first `limit`.
  func history(of id: InstanceID?, from: Instant?, limit: Int) async throws(StoreError) -> [HistoryRecord]
  /// The newest `limit`, oldest first.
  func parts(_ filter: PartFilter) async throws(StoreError) -> [PartRecord]
  func attempts(of part: PartID) async throws(StoreError) -> [AttemptRecord]
  /// In order of number.
  func incidents(openOnly: Bool) async throws(StoreError) -> [IncidentRecord]
  func inbox(of id: InstanceID) async throws(StoreError) -> [InboxRecord]
  /// The newest `limit` rows of a table that workflows append to, oldest first.
  func appended(to table: String, limit: Int) async throws(StoreError) -> [AppendedRecord]
}

package struct InstanceFilter: Hashable, Sendable {
  package var workflow: String?
  /// A key, or the beginning of one followed by `*`.
  package var key: String?
  package var statuses: Set<Instance.Status>
  package var includesSchedules: Bool
  package var limit: Int

  package init(
    workflow: String? = nil, key: String? = nil, statuses: Set<Instance.Status> = [], includesSchedules: Bool = false,
    limit: Int = 1000
  ) {
    self.workflow = workflow
    self.key = key
    self.statuses = statuses
    self.includesSchedules = includesSchedules
    self.limit = limit
  }
}

/// A step as the history keeps it.
package struct HistoryRecord: Hashable, Sendable {
  package var instance: InstanceID
  package var workflow: String
  package var key: String
  package var step: Int
  package var at: Instant
  package var wall: Instant
  /// `{"name": …, "data": …, "by": …}`.
  package var event: Value
  /// `{"from": …, "to": …, "handled": …, "changes": […]}`.
  package var changes: Value
  package var engine: String

  package init(
    instance: InstanceID, workflow: String, key: String, step: Int, at: Instant, wall: Instant, event: Value,
    changes: Value, engine: String
  ) {
    self.instance = instance
    self.workflow = workflow
    self.key = key
    self.step = step
    self.at = at
    self.wall = wall
    self.event = event
    self.changes = changes
    self.engine = engine
  }
}

package struct PartFilter: Hashable, Sendable {
  package var id: PartID?
  package var instance: InstanceID?
  package var workflow: String?
  package var channel: String?
  package var recipient: String?
  package var statuses: Set<PartRecord.Status>
  /// As workflows name it: `emsp/first-notice`.
  package var template: String?
  /// Made then or later.
  package var since: Instant?
  /// Messages only, without questions, starts and tells.
  package var messagesOnly: Bool
  package var limit: Int

  package init(
    id: PartID? = nil, instance: InstanceID? = nil, workflow: String? = nil, channel: String? = nil, recipient: String? = nil,
    statuses: Set<PartRecord.Status> = [], template: String? = nil, since: Instant? = nil, messagesOnly: Bool = true, limit: Int = 1000
  ) {
    self.id = id
    self.instance = instance
    self.workflow = workflow
    self.template = template
    self.since = since
    self.channel = channel
    self.recipient = recipient
    self.statuses = statuses
    self.messagesOnly = messagesOnly
    self.limit = limit
  }
}

package struct PartRecord: Hashable, Sendable {
  package enum Status: String, Hashable, Sendable, CaseIterable {
    case pending
    /// Waits for a person: nobody claims it.
    case held
    case sending
    case delivered
    case failed
    case uncertain
    case cancelled
    case suppressed
  }

  package var part: OutboxPart
  package var workflow: String
  package var key: String
  package var status: Status
  package var attempts: Int
  package var uncertains: Int
  package var createdAt: Instant
  /// When it was settled; nil while it is not.
  package var settledAt: Instant?
  package var lastAnswer: Value

  package init(
    part: OutboxPart, workflow: String, key: String, status: Status, attempts: Int, uncertains: Int, createdAt: Instant,
    settledAt: Instant?, lastAnswer: Value
  ) {
    self.part = part
    self.workflow = workflow
    self.key = key
    self.status = status
    self.attempts = attempts
    self.uncertains = uncertains
    self.createdAt = createdAt
    self.settledAt = settledAt
    self.lastAnswer = lastAnswer
  }
}

package struct AttemptRecord: Hashable, Sendable {
  package var number: Int
  package var beganAt: Instant
  package var endedAt: Instant?
  package var answer: Value

  package init(number: Int, beganAt: Instant, endedAt: Instant?, answer: Value) {
    self.number = number
    self.beganAt = beganAt
    self.endedAt = endedAt
    self.answer = answer
  }
}

/// A row that a step added to a table.
package struct AppendedRecord: Hashable, Sendable {
  package var instance: InstanceID
  package var step: Int
  /// Its place among the rows of the step.
  package var index: Int
  /// `now` of the step.
  package var at: Instant
  package var row: AppendedRow

  package init(instance: InstanceID, step: Int, index: Int, at: Instant, row: AppendedRow) {
    self.instance = instance
    self.step = step
    self.index = index
    self.at = at
    self.row = row
  }
}

package struct InboxRecord: Hashable, Sendable {
  package var event: InboxEvent
  /// The step that read it; nil while it is unread.
  package var step: Int?

  package init(event: InboxEvent, step: Int?) {
    self.event = event
    self.step = step
  }
}
