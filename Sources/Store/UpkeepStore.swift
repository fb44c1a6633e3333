package import CEL
package import Calendar
package import Machine

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
  /// Instances of a workflow that ended before a time, oldest first; with `unredacted` only those that were not redacted yet.
  func endedInstances(of workflow: String?, before: Instant, unredacted: Bool, limit: Int) async throws(StoreError) -> [InstanceID]
  /// Rewrites every value that is kept of an instance, under its lock: rows, input, data, history, events, messages. Of a settled
  /// message that is rewritten the bytes go too, but for their hash. Ids, keys, states and times stay.
  /// - Returns: how many rows were changed; nil where there is no such instance.
  func rewrite(
    _ id: InstanceID, marksRedacted: Bool, at now: Instant, _ change: @escaping @Sendable (Value) -> Value
  ) async throws(StoreError) -> Int?
  /// Removes ended instances with all that is theirs, but for their steps in the history, which go with their month.
  /// - Returns: those that were removed.
  func prune(_ ids: [InstanceID]) async throws(StoreError) -> [InstanceID]
  /// Months of the history, oldest first.
  func historyMonths() async throws(StoreError) -> [HistoryMonthRecord]
  /// Drops a month of which nothing is left but steps of instances that are gone. False where some are still there.
  func dropHistory(month: String) async throws(StoreError) -> Bool
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
  /// What stands where something was forgotten.
  package static let forgotten = "[forgotten]"
}
