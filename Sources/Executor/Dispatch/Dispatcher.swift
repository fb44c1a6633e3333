import Calendar
package import Store

/// Claims what is pending for one channel and has its courier carry it out, as many at once as the channel takes.
///
/// Never more is claimed than can begin at once: what is claimed is under way, so nothing waits under a lease, and an
/// executor that stops has only to finish.
package struct Dispatcher: Sendable {
  package let courier: any Courier
  package let owner: ExecutorID
  package let desk: DeliveryDesk
  package let gate: RateGate
  package let wakeup: Wakeup
  private let slots: Slots
  /// Nil where nothing is to be braked here.
  private let brake: BrakeGauge?
  private let pressure = Pressure()

  package init(courier: any Courier, owner: ExecutorID, desk: DeliveryDesk, gate: RateGate, wakeup: Wakeup) {
    self.courier = courier
    self.owner = owner
    self.desk = desk
    self.gate = gate
    self.wakeup = wakeup
    slots = Slots(free: courier.concurrency)
    brake = courier.carriesMessages ? desk.settings.brake.map { BrakeGauge($0, channel: courier.channel) } : nil
  }

  /// Leases what can begin now; each group is to be carried out, as one message where it is of several: what waited because the
  /// other side wants fewer goes together, where the channel can do that.
  package func claim() async throws(StoreError) -> [[Delivery]] {
    let free = await slots.free
    guard free > 0 else { return [] }
    let reading = try await desk.time.read()
    guard !reading.standsStill else { return [] }
    let isDown = await desk.health.isDown(courier.channel)
    if isDown {
      let hasProbe = await slots.takeUnusedProbe()
      if !hasProbe, try await !mayProbe() { return [] }
    }
    try await giveBackUnknown()
    let merges = await pressure.isOn && courier.mergesMax > 1 && !isDown
    let allowed = await gate.take(isDown || merges ? 1 : free)
    await pressure.set(allowed == 0)
    guard allowed > 0 else { return [] }
    do throws(StoreError) {
      let rule = try await brake?.rule(desk.store, at: reading.now, monotonicSeconds: desk.clock.monotonicSeconds())
      let claimed = try await desk.store.claimDeliveries(
        DeliveryClaim(
          channel: courier.channel, limit: merges ? courier.mergesMax : allowed, owner: owner, now: reading.now,
          leaseSeconds: desk.settings.leaseSeconds, brake: rule))
      if claimed.isEmpty, let rule { try await hold(rule, at: reading.now) }
      var groups = merges && !claimed.isEmpty ? [claimed] : claimed.map { [$0] }
      let digest = groups.count < allowed ? try await claimDigest(at: reading.now) : []
      if !digest.isEmpty { groups.append(digest) }
      await gate.giveBack(allowed - groups.count)
      await slots.take(claimed.count + (digest.isEmpty ? 0 : 1))
      let leased = claimed + digest
      if !leased.isEmpty { desk.listener.hear(.claimed(courier.channel, count: leased.count)) }
      for delivery in leased { await desk.leases.add(delivery.token) }
      return groups
    } catch {
      await gate.giveBack(allowed)
      await desk.leases.noteUnknown()
      throw error
    }
  }

  /// The mails of one digest; as one message they take one place.
  private func claimDigest(at now: Instant) async throws(StoreError) -> [Delivery] {
    guard courier.carriesDigests else { return [] }
    return try await desk.store.claimDigest(
      DeliveryClaim(
        channel: courier.channel, limit: DeliveryLimits.digestPartsMax, owner: owner, now: now,
        leaseSeconds: desk.settings.leaseSeconds))
  }

  /// Nothing could be leased: because nothing is there, or because it is too much.
  private func hold(_ rule: BrakeRule, at now: Instant) async throws(StoreError) {
    let held = try await desk.store.brake(courier.channel, rule, at: now)
    if held > 0 { desk.listener.hear(.braked(courier.channel, held: held)) }
  }

  /// Leases whose claim was never answered would keep their deliveries waiting for a minute. What is under way and not
  /// yet being sent loses its lease with them, notices, and comes again.
  private func giveBackUnknown() async throws(StoreError) {
    guard await desk.leases.takeUnknown() else { return }
    do throws(StoreError) {
      try await desk.store.releaseLeases(of: owner)
    } catch {
      await desk.leases.noteUnknown()
      throw error
    }
  }

  /// What was claimed together to its end.
  package func carryOut(_ group: [Delivery]) async {
    guard let first = group.first else { return }
    let isDigest = first.part.digest != nil
    guard group.count > 1 || isDigest else { return await carryOut(first) }
    let report = await courier.deliver(together: group, desk)
    if report.messages == 0 {
      await gate.giveBack(1)
      if await desk.health.isDown(courier.channel) { await slots.noteUnusedProbe() }
    }
    for failure in report.failed {
      if let unsettled = failure.error as? UnsettledAfterTheWire {
        desk.listener.hear(.storeTrouble(Self.trouble(unsettled.cause)))
      } else {
        await giveBack(failure.delivery, because: failure.error)
      }
    }
    for delivery in group { await desk.leases.remove(delivery.token) }
    for _ in 0..<(isDigest ? 1 : group.count) { await slots.giveBack() }
    await wakeup.poke()
  }

  private func carryOut(_ delivery: Delivery) async {
    do {
      if try await !courier.deliver(delivery, desk) {
        await gate.giveBack(1)
        // What needed no sending told nothing of a channel that is down: the next message is tried in its place.
        if await desk.health.isDown(courier.channel) { await slots.noteUnusedProbe() }
      }
    } catch let unsettled as UnsettledAfterTheWire {
      desk.listener.hear(.storeTrouble(Self.trouble(unsettled.cause)))
    } catch {
      await giveBack(delivery, because: error)
    }
    await desk.leases.remove(delivery.token)
    await slots.giveBack()
    await wakeup.poke()
  }

  /// What went wrong lies with the store, or was asked of it wrongly; the delivery waits, so that it is not tried hot.
  private func giveBack(_ delivery: Delivery, because error: any Error) async {
    let trouble = Self.trouble(error)
    desk.listener.hear(.storeTrouble(trouble))
    do {
      let next = trouble.isPassing ? nil : try await desk.heardTime().adding(seconds: Self.refusedSeconds)
      try await desk.giveBack(delivery, at: next, because: trouble.message)
    } catch {
      // The lease runs out, and the next executor finds the row as it is.
      desk.listener.hear(.storeTrouble(error))
    }
  }

  private static func trouble(_ error: any Error) -> StoreError {
    (error as? StoreError) ?? StoreError(retry: .never, message: "\(error)")
  }

  /// What the store refuses for good is tried again rarely: a newer version may be able to.
  private static let refusedSeconds = 300.0

  /// A channel that is down is tried with one message, by one executor, at its time.
  private func mayProbe() async throws(StoreError) -> Bool {
    let real = try await desk.store.clock().database
    return try await desk.store.claimChannelProbe(
      courier.channel, nextTryAt: real.adding(seconds: desk.settings.channelProbeSeconds), at: real)
  }
}

/// Whether the channel's rate held something back when it was last asked.
private actor Pressure {
  private(set) var isOn = false

  func set(_ isOn: Bool) { self.isOn = isOn }
}

/// How many more deliveries may be under way.
private actor Slots {
  private(set) var free: Int
  /// The right to try a channel that is down was had, and nothing was said to the other side.
  private var hasUnusedProbe = false

  init(free: Int) { self.free = max(1, free) }

  func take(_ count: Int) { free -= count }
  func giveBack() { free += 1 }

  func noteUnusedProbe() { hasUnusedProbe = true }
  func takeUnusedProbe() -> Bool {
    defer { hasUnusedProbe = false }
    return hasUnusedProbe
  }
}
