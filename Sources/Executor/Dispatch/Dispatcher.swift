import Calendar
package import Store

/// Claims what is pending for one channel and has its courier carry it out, as many at once as the channel takes.
package struct Dispatcher: Sendable {
  package let courier: any Courier
  package let owner: ExecutorID
  package let desk: DeliveryDesk
  package let gate: RateGate
  package let wakeup: Wakeup

  package init(courier: any Courier, owner: ExecutorID, desk: DeliveryDesk, gate: RateGate, wakeup: Wakeup) {
    self.courier = courier
    self.owner = owner
    self.desk = desk
    self.gate = gate
    self.wakeup = wakeup
  }

  /// Carries out one delivery. False where there was none, or the channel must rest.
  package func one() async throws -> Bool {
    if await desk.health.isDown(courier.channel), try await !mayProbe() { return false }
    let wait = await gate.secondsToWait()
    if wait > 0 {
      await desk.clock.pause(seconds: wait)
      return true
    }
    let now = try await desk.time.read().now
    let claim = DeliveryClaim(
      channel: courier.channel, limit: 1, owner: owner, now: now, leaseSeconds: desk.settings.leaseSeconds)
    guard let delivery = try await desk.store.claimDeliveries(claim).first else { return false }
    await desk.leases.add(delivery.token)
    do {
      try await courier.deliver(delivery, desk)
      await desk.leases.remove(delivery.token)
      return true
    } catch {
      await desk.leases.remove(delivery.token)
      throw error
    }
  }

  /// A channel that is down is tried with one message, by one executor, at its time.
  private func mayProbe() async throws -> Bool {
    let real = try await desk.store.clock().database
    return try await desk.store.claimChannelProbe(
      courier.channel, nextTryAt: real.adding(seconds: desk.settings.channelProbeSeconds), at: real)
  }
}
