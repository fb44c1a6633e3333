import CEL
package import Calendar
package import Machine
package import Workflow

/// A workflow's schedules are instances with the keys `@start.0`, `@start.1`, …
package struct ScheduleKey: Hashable, Sendable {
  package static let prefix = "@start."
  package var start: Int

  package init(start: Int) {
    self.start = start
  }

  /// Nil where the key is no schedule's.
  package init?(_ key: String) {
    guard key.hasPrefix(Self.prefix), let start = Int(key.dropFirst(Self.prefix.count)), start >= 0 else { return nil }
    self.start = start
  }

  package var text: String { "\(Self.prefix)\(start)" }

  package func instance(of closure: DefinitionClosure, run: Int, installation: String, at now: Instant) -> Instance {
    let id = InstanceID(installation: installation, workflow: closure.workflow, key: text, run: run)
    return Instance(
      id: id, workflow: closure.workflow, key: text, run: run, hash: closure.hash, openedAt: now, input: .map(ValueMap()))
  }

  /// Tells a schedule which definition it belongs to from now on.
  package static func deployed(_ id: InstanceID, _ hash: DefinitionHash, number: Int, at now: Instant) -> InboxEvent {
    InboxEvent(instance: id, key: "\(StoredEventName.deployed)/\(number)", at: now, event: .deployed(hash))
  }

  /// A schedule that its workflow no longer has, with the step that ends it.
  package static func ended(
    _ schedule: Instance, by hash: DefinitionHash, at now: Instant
  ) -> (instance: Instance, record: StepRecord) {
    var ended = schedule
    ended.status = .cancelled
    ended.step += 1
    ended.now = max(now, schedule.now)
    ended.closedAt = now
    ended.configuration = []
    ended.timers = []
    ended.invocations = []
    let record = StepRecord(
      number: ended.step, moment: Moment(now: ended.now, wall: now), event: .deployed(hash), isHandled: true,
      from: schedule.state, to: "", changes: [.passedOver("the workflow no longer has this start")])
    return (ended, record)
  }
}

extension StoreError {
  package static let noInstallation = StoreError(
    retry: .never, message: "the installation has no name yet: it is given once, before the first deployment")
}
