import CEL
import Calendar
import Machine
import Store

/// What a story's step does beside reading its event.
struct StepScript: Sendable {
  var parts: @Sendable (EffectID) -> [OutboxPart] = { _ in [] }
  var edit: @Sendable (inout Instance) -> Void = { _ in }
  var incidents: [IncidentChange] = []
  var effectIncidents: [IncidentOpening] = []

  /// One step for the first unread event, or for the timers that are due.
  @Sendable func write(_ due: DueInstance, at now: Instant) -> InstanceWrite {
    var instance = due.instance
    let number = instance.step + 1
    let read = due.events.first
    let event: Event
    if let read {
      event = .occurred(name: read.name, data: read.data, by: nil)
    } else if let timer = instance.timers.min(by: { $0.due < $1.due }) {
      event = .timerDue(timer)
      instance.timers.removeAll { $0.due <= now }
    } else {
      event = .occurred(name: "nothing", data: [:], by: nil)
    }
    instance.step = number
    instance.now = now
    edit(&instance)
    let record = StepRecord(
      number: number, moment: Moment(now: now, wall: now), event: event, isHandled: true, from: due.instance.state,
      to: instance.state, changes: [.logged("step \(number)")])
    let step = StepWrite(
      record: record, readKey: read?.key, parts: parts(EffectID(instance: instance.id, step: number, index: 0)),
      incidents: incidents, effectIncidents: effectIncidents)
    return InstanceWrite(fromStep: due.instance.step, instance: instance, steps: [step])
  }
}

extension Bench {
  /// Steps what is due in a shard once, each by the same script.
  @discardableResult
  func step(
    shard: Int, at now: Instant = Fixture.start, limit: Int = 100, only: [InstanceID]? = nil, _ script: StepScript = StepScript()
  ) async throws -> StepReport {
    try await store.stepDue(StepClaim(shard: shard, now: now, limit: limit, only: only, epoch: 1)) { due in
      due.map { script.write($0, at: now) }
    }
  }

  @discardableResult
  func step(_ id: InstanceID, at now: Instant = Fixture.start, _ script: StepScript = StepScript()) async throws -> StepReport {
    try await step(shard: id.shard, at: now, only: [id], script)
  }

  /// Opens an instance and makes its first step, which reads `@started`.
  @discardableResult
  func opened(
    _ key: String, at now: Instant = Fixture.start, parts: @escaping @Sendable (EffectID) -> [OutboxPart] = { _ in [] },
    edit: @escaping @Sendable (inout Instance) -> Void = { _ in }
  ) async throws -> InstanceID {
    _ = try await store.open(Fixture.opening(key, at: now))
    let id = Fixture.id(key)
    try await step(id, at: now, StepScript(parts: parts, edit: edit))
    return id
  }

  /// Runs another step, for an event made for it, with these parts.
  func sendNext(
    _ id: InstanceID, at now: Instant = Fixture.start, parts: @escaping @Sendable (EffectID) -> [OutboxPart]
  ) async throws {
    let step = (try await store.instance(id)?.step ?? 0) + 1
    _ = try await store.append(Fixture.occurred("next", id, key: "next/\(step)", at: now))
    try await self.step(id, at: now, StepScript(parts: parts))
  }

  func claim(
    _ channel: String = "email", at now: Instant = Fixture.start, limit: Int = 10, by owner: String = "one"
  ) async throws -> [Delivery] {
    try await store.claimDeliveries(
      DeliveryClaim(channel: channel, limit: limit, owner: ExecutorID(text: owner), now: now, leaseSeconds: 60))
  }

  /// Claims the one part that is due, and marks it as sending.
  func claimAndSend(at now: Instant = Fixture.start, by owner: String = "one") async throws -> Delivery? {
    guard let delivery = try await claim(at: now, by: owner).first else { return nil }
    guard try await store.markSending(delivery, checkedStep: nil, bytes: [1, 2, 3], at: now) else { return nil }
    return delivery
  }

  func status(_ part: PartID) async throws -> PartRecord.Status? {
    try await record(part)?.status
  }

  func record(_ part: PartID) async throws -> PartRecord? {
    try await store.parts(PartFilter(instance: part.effect.instance, messagesOnly: false)).first { $0.part.id == part }
  }
}

extension Settlement {
  static func ended(_ ending: Ending, event: InboxEvent? = nil, incident: IncidentOpening? = nil) -> Settlement {
    Settlement(ending: ending, answer: ["code": 250], beganAt: Fixture.start, event: event, incident: incident)
  }
}
