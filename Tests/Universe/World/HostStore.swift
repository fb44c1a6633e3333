import CEL
import Calendar
import Machine
import Store
import Workflow

/// The way of one process to the store: it takes time, answers get lost after the deed, the database asks to try again, and
/// before and after each verb the process may die.
struct HostStore: StoreLayer {
  let inner: any Store
  let faults: Faults
  let host: Host

  private func call<T: Sendable>(_ verb: String, _ act: () async throws(StoreError) -> T) async throws(StoreError) -> T {
    try await faults.travel(host)
    try await faults.strike(before: verb, host)
    let result: T
    do throws(StoreError) {
      result = try await act()
    } catch {
      try await faults.travel(host)
      throw error
    }
    try await faults.strike(after: verb, host)
    try await faults.travel(host)
    return result
  }

  func clock() async throws(StoreError) -> ClockReading {
    try await call("clock") { () async throws(StoreError) in try await inner.clock() }
  }

  func shardsWithDueWork(at now: Instant) async throws(StoreError) -> [Int] {
    try await call("shards") { () async throws(StoreError) in try await inner.shardsWithDueWork(at: now) }
  }

  /// Whoever reads a `killer` dies of it, within the transaction.
  func stepDue(
    _ claim: StepClaim, decide: @Sendable ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]
  ) async throws(StoreError) -> StepReport {
    try await call("step") { () async throws(StoreError) in
      do throws(StoreError) {
        return try await inner.stepDue(claim) { due throws(StepAbandoned) in
          if host.isMortal, due.contains(where: { one in one.events.contains { $0.name == "killer" } }) {
            faults.kill(host, because: "of a step")
            throw StepAbandoned(reason: "the process is dead")
          }
          return try decide(due)
        }
      } catch {
        try await faults.travel(host)
        throw error
      }
    }
  }

  func suspectNextDue(shard: Int, at now: Instant) async throws(StoreError) -> InstanceID? {
    try await call("suspect") { () async throws(StoreError) in try await inner.suspectNextDue(shard: shard, at: now) }
  }

  func append(_ event: InboxEvent) async throws(StoreError) -> Bool {
    try await call("append") { () async throws(StoreError) in try await inner.append(event) }
  }

  func open(_ opening: Opening) async throws(StoreError) -> Opened {
    try await call("open") { () async throws(StoreError) in try await inner.open(opening) }
  }

  func open(
    _ opening: Opening, unless isAtWork: @Sendable (Instance) throws(StepAbandoned) -> Bool
  ) async throws(StoreError) -> OpenedAlone {
    try await call("open") { () async throws(StoreError) in try await inner.open(opening, unless: isAtWork) }
  }

  func claimDeliveries(_ claim: DeliveryClaim) async throws(StoreError) -> [Delivery] {
    try await call("claim") { () async throws(StoreError) in try await inner.claimDeliveries(claim) }
  }

  func claimDigest(_ claim: DeliveryClaim) async throws(StoreError) -> [Delivery] {
    try await call("claimDigest") { () async throws(StoreError) in try await inner.claimDigest(claim) }
  }

  func digestSentAt(_ digest: String, channel: String, recipient: String) async throws(StoreError) -> Instant? {
    try await call("digestSentAt") { () async throws(StoreError) in
      try await inner.digestSentAt(digest, channel: channel, recipient: recipient)
    }
  }

  func instanceForCheck(_ id: InstanceID, at now: Instant) async throws(StoreError) -> CheckedInstance? {
    try await call("check") { () async throws(StoreError) in try await inner.instanceForCheck(id, at: now) }
  }

  func markSending(
    _ delivery: Delivery, checkedStep: Int?, bytes: [UInt8], at now: Instant
  ) async throws(StoreError) -> Bool {
    try await call("markSending") { () async throws(StoreError) in
      try await inner.markSending(delivery, checkedStep: checkedStep, bytes: bytes, at: now)
    }
  }

  func settle(_ delivery: Delivery, as settlement: Settlement, at now: Instant) async throws(StoreError) -> Bool {
    try await call("settle") { () async throws(StoreError) in try await inner.settle(delivery, as: settlement, at: now) }
  }

  func renewLeases(_ deliveries: [DeliveryToken], seconds: Int) async throws(StoreError) -> [DeliveryToken] {
    try await call("renew") { () async throws(StoreError) in try await inner.renewLeases(deliveries, seconds: seconds) }
  }

  func releaseLeases(of owner: ExecutorID) async throws(StoreError) {
    try await call("release") { () async throws(StoreError) in try await inner.releaseLeases(of: owner) }
  }

  func sweepExpiredLeases(at now: Instant) async throws(StoreError) -> [SweptDelivery] {
    try await call("sweep") { () async throws(StoreError) in try await inner.sweepExpiredLeases(at: now) }
  }

  func channelWentDown(_ channel: String, answer: Value, nextTryAt: Instant, at now: Instant) async throws(StoreError) {
    try await call("channelDown") { () async throws(StoreError) in
      try await inner.channelWentDown(channel, answer: answer, nextTryAt: nextTryAt, at: now)
    }
  }

  func channelCameUp(_ channel: String, at now: Instant) async throws(StoreError) {
    try await call("channelUp") { () async throws(StoreError) in try await inner.channelCameUp(channel, at: now) }
  }

  func claimChannelProbe(_ channel: String, nextTryAt: Instant, at now: Instant) async throws(StoreError) -> Bool {
    try await call("probe") { () async throws(StoreError) in
      try await inner.claimChannelProbe(channel, nextTryAt: nextTryAt, at: now)
    }
  }

  func channels() async throws(StoreError) -> [ChannelRecord] {
    try await call("channels") { () async throws(StoreError) in try await inner.channels() }
  }

  func register(_ executor: ExecutorRecord) async throws(StoreError) {
    try await call("register") { () async throws(StoreError) in try await inner.register(executor) }
  }

  func heartbeat(_ id: ExecutorID) async throws(StoreError) {
    try await call("heartbeat") { () async throws(StoreError) in try await inner.heartbeat(id) }
  }

  func end(_ id: ExecutorID) async throws(StoreError) {
    try await call("end") { () async throws(StoreError) in try await inner.end(id) }
  }

  func uncleanDeaths(silenceSeconds: Int, carefulSeconds: Int) async throws(StoreError) -> Int {
    try await call("deaths") { () async throws(StoreError) in
      try await inner.uncleanDeaths(silenceSeconds: silenceSeconds, carefulSeconds: carefulSeconds)
    }
  }

  func operate(
    on id: InstanceID, at now: Instant, epoch: Int, decide: @Sendable (Instance) throws(StepAbandoned) -> InstanceWrite
  ) async throws(StoreError) -> Bool {
    try await call("operate") { () async throws(StoreError) in
      try await inner.operate(on: id, at: now, epoch: epoch, decide: decide)
    }
  }
}
