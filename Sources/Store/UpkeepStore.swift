package import CEL
package import Calendar
package import Machine
package import Workflow

/// What is done beside the work: telling owners, windows in which nothing goes out, forgetting.
package protocol UpkeepStore: Sendable {
  /// Open incidents that nobody was told of yet, taken for a while: who takes them tells them.
  func claimUntold(at now: Instant) async throws(StoreError) -> [IncidentRecord]
  func noteTold(_ numbers: [Int64], at now: Instant) async throws(StoreError)

  /// All that are over are left out.
  func maintenanceWindows(at now: Instant) async throws(StoreError) -> [MaintenanceWindow]
  /// - Returns: its number.
  func openMaintenance(_ window: MaintenanceWindow) async throws(StoreError) -> Int64
  /// Over from now on. False where there is none, or it is over.
  func endMaintenance(_ number: Int64, at now: Instant) async throws(StoreError) -> Bool

  /// Instances that have a tracked row with this value in this field.
  func instances(withItemField field: String, equalTo value: Value) async throws(StoreError) -> [InstanceID]
  /// Instances that ended, oldest first.
  func endedInstances(_ filter: EndedFilter) async throws(StoreError) -> [InstanceID]
  /// Versions that ended instances are pinned to which were not redacted yet.
  func endedVersions() async throws(StoreError) -> [EndedVersion]
  /// Rewrites every value that is kept of an instance, under its lock: rows, input, data, history, events, messages. Of a settled
  /// message that is rewritten the bytes go too, but for their hash. Ids, keys, states and times stay.
  /// - Returns: how many rows were changed; nil where there is no such instance.
  func rewrite(
    _ id: InstanceID, marksRedacted: Bool, at now: Instant, _ change: @escaping @Sendable (KeptPlace, Value) -> Value
  ) async throws(StoreError) -> Int?
  /// Removes ended instances with all that is theirs, but for their steps in the history, which go with their month.
  /// - Returns: those that were removed.
  func prune(_ ids: [InstanceID]) async throws(StoreError) -> [InstanceID]
  /// Sees to it that this month's history and that of the next two have places of their own.
  /// - Returns: months that got one now, as `2026-03`.
  func makeHistoryPartitions(at now: Instant) async throws(StoreError) -> [String]
  /// Months of the history, oldest first.
  func historyMonths() async throws(StoreError) -> [HistoryMonthRecord]
  /// Drops a month of which nothing is left but steps of instances that are gone. False where some are still there.
  func dropHistory(month: String) async throws(StoreError) -> Bool

  /// Notes how large all of it is, once in a while: what growth is measured by.
  func noteStorage() async throws(StoreError)
  /// How large all of it is, and was.
  func storage() async throws(StoreError) -> StorageRecord
}

/// Which ended instances are meant.
package struct EndedFilter: Hashable, Sendable {
  /// Of all workflows where it is nil.
  package var workflow: String?
  /// Pinned to this version alone.
  package var version: DefinitionHash?
  package var before: Instant
  /// Only those that were not redacted yet.
  package var isUnredactedOnly: Bool
  package var limit: Int

  package init(workflow: String? = nil, version: DefinitionHash? = nil, before: Instant, isUnredactedOnly: Bool = false, limit: Int) {
    (self.workflow, self.version, self.before) = (workflow, version, before)
    (self.isUnredactedOnly, self.limit) = (isUnredactedOnly, limit)
  }
}

package struct EndedVersion: Hashable, Sendable {
  package var workflow: String
  package var hash: DefinitionHash

  package init(workflow: String, hash: DefinitionHash) {
    (self.workflow, self.hash) = (workflow, hash)
  }
}

/// Where a value stands that is kept of an instance.
package enum KeptPlace: Hashable, Sendable {
  case item
  case input
  case data
  /// An event of the inbox or of a step: what it brought.
  case event
  /// What a step changed: names and states, hardly a value.
  case changes
  /// What a message or a question says.
  case message
  case answer
  case recipient
  case incident
  /// A row that a step added to a table.
  case appended
}

/// How large the books are.
package struct StorageRecord: Hashable, Sendable {
  package struct Sample: Hashable, Sendable {
    package var at: Instant
    package var bytes: Int64

    package init(at: Instant, bytes: Int64) { (self.at, self.bytes) = (at, bytes) }
  }

  package struct Table: Hashable, Sendable {
    package var name: String
    /// With its indexes.
    package var bytes: Int64

    package init(name: String, bytes: Int64) { (self.name, self.bytes) = (name, bytes) }
  }

  package var bytes: Int64
  /// The largest, largest first; months of the history together.
  package var tables: [Table]
  /// Oldest first.
  package var samples: [Sample]
  /// By the database's clock.
  package var now: Instant
  /// Where it lies, if it lies on this machine and we may know it.
  package var folders: [String]
  /// Nothing can be written: a replica, or somebody said so.
  package var isReadOnly: Bool
  package var isReplica: Bool

  package init(
    bytes: Int64, tables: [Table], samples: [Sample], now: Instant, folders: [String] = [], isReadOnly: Bool = false,
    isReplica: Bool = false
  ) {
    (self.bytes, self.tables, self.samples) = (bytes, tables, samples)
    (self.now, self.folders, self.isReadOnly, self.isReplica) = (now, folders, isReadOnly, isReplica)
  }

  /// Growth of a day, in bytes; nil as long as a day of it was not seen. Shrinking is no growth.
  package var bytesPerDay: Int64? {
    let daySeconds = 86_400.0
    guard let first = samples.first(where: { (now - $0.at).wholeSeconds <= UpkeepLimits.growthDays * 86_400 }) else { return nil }
    let seconds = Double((now - first.at).wholeSeconds)
    guard seconds >= daySeconds else { return nil }
    return max(0, Int64(Double(bytes - first.bytes) / seconds * daySeconds))
  }
}

extension Duration {
  fileprivate var wholeSeconds: Int64 { components.seconds }
}

/// A time in which messages of a workflow or a channel, or of all, wait; each is asked again afterwards whether it still holds.
package struct MaintenanceWindow: Hashable, Sendable {
  /// 0 where it is not kept yet.
  package var number: Int64
  /// Nil: all workflows.
  package var workflow: String?
  /// Nil: all channels.
  package var channel: String?
  package var begins: Instant
  /// Of one that repeats: when it is given up; nil: never.
  package var ends: Instant?
  /// When it repeats: a cron expression, and how many minutes it lasts each time.
  package var cron: String?
  package var minutes: Int?
  package var zone: String
  package var by: String
  package var reason: String

  package init(
    number: Int64 = 0, workflow: String?, channel: String?, begins: Instant, ends: Instant?, cron: String? = nil, minutes: Int? = nil,
    zone: String, by: String, reason: String
  ) {
    self.number = number
    self.workflow = workflow
    self.channel = channel
    self.begins = begins
    self.ends = ends
    self.cron = cron
    self.minutes = minutes
    self.zone = zone
    self.by = by
    self.reason = reason
  }
}

extension MaintenanceWindow {
  /// Until when a message waits that would go now; nil where this window does not cover it. One that repeats covers each of its
  /// times, and every message in them, whichever rung it is of.
  package func end(covering workflow: String, _ channel: String, at now: Instant) -> Instant? {
    guard self.workflow == nil || self.workflow == workflow, self.channel == nil || self.channel == channel, now >= begins,
      ends.map({ now < $0 }) ?? true
    else { return nil }
    guard let cron, let minutes else { return ends }
    // What cannot be read any more covers nothing: a message too many is better than one that never goes.
    guard let times = try? Cron(parsing: cron), let zone = try? Zone(zone) else { return nil }
    let length = Int64(minutes) * 60
    guard let last = times.next(after: now.adding(seconds: -length), in: zone), last <= now else { return nil }
    let end = last.adding(seconds: length)
    return ends.map { min($0, end) } ?? end
  }
}

/// A month of the history.
package struct HistoryMonthRecord: Hashable, Sendable {
  /// `2026-03`
  package var month: String
  /// Steps, as the database's statistics guess.
  package var steps: Int

  package init(month: String, steps: Int) {
    self.month = month
    self.steps = steps
  }
}

package enum UpkeepLimits {
  /// A notice that nobody finished is claimed again after so many seconds.
  package static let noticeSeconds: Int64 = 120
  /// Growth is measured over so many days.
  package static let growthDays: Int64 = 30
  /// Between two notes of the size, in hours; and how long they are kept, in days.
  package static let sampleHours = 20
  package static let sampleDays = 400
  /// What stands where something was forgotten.
  package static let forgotten = "[forgotten]"
}
