import CEL
package import Calendar
package import Machine
package import Store

/// What couriers share: the store, the time, the leases under way, and who hears of it.
package struct DeliveryDesk: Sendable {
  package var store: any Store
  package var machine: Machine
  package var time: StoreTime
  package var clock: any ExecutorClock
  package var shelf: DefinitionShelf
  package var live: @Sendable () -> Live
  package var leases: LeaseBook
  package var asks = AskBook()
  package var health: ChannelHealth
  package var settings: ExecutorSettings
  package var listener: any ExecutorListener
  /// Poked when a settlement brought an event, so that it is stepped at once.
  package var stepping: Wakeup
  package var sign: StopSign
  /// Nothing runs beside it and nobody cancels it, so nothing has to be kept from being cancelled.
  var isAlone = false
}

extension DeliveryDesk {
  /// Writes the settlement, and goes on trying while the store cannot be reached: what happened on the wire must not be
  /// forgotten. A stale token changes nothing and is told. What the store refuses to keep is settled without its words.
  package func settle(_ delivery: Delivery, _ settlement: Settlement) async throws(StoreError) {
    do {
      try await write(delivery, settlement)
    } catch {
      guard error.retry == .never || error.retry == .constraint else { throw error }
      try await write(delivery, settlement.withoutWords(delivery, because: error))
    }
  }

  /// Gives a delivery back as it was, for nothing was said to the other side. The state of its row may be unknown: the
  /// answer to `markSending` can be lost.
  package func giveBack(_ delivery: Delivery, at next: Instant? = nil, because reason: String) async throws(StoreError) {
    try await write(
      delivery,
      Settlement(
        ending: .retried(at: next ?? delivery.part.nextAt, usesUpAttempt: false), answer: ["text": .string(reason)]))
  }

  /// The time for a settlement; asks on while the store cannot be reached, for there is something to remember.
  package func heardTime() async throws(StoreError) -> Instant {
    try await persistently { () async throws(StoreError) in try await time.read().now }
  }

  private func write(_ delivery: Delivery, _ settlement: Settlement) async throws(StoreError) {
    let (isOurs, now) = try await persistently { () async throws(StoreError) in
      let now = try await time.read().now
      return (try await store.settle(delivery, as: settlement, at: now), now)
    }
    await leases.remove(delivery.token)
    listener.hear(isOurs ? .settled(delivery, settlement, at: now) : .outdated(delivery))
    if settlement.event != nil { await stepping.poke() }
  }

  /// Does what must not be forgotten: again and again while the store is in trouble, in a task that a cancelled caller
  /// does not take with it. After the cut-off it is tried once more.
  func persistently<T: Sendable>(
    _ act: @escaping @Sendable () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    if isAlone { return try await act() }
    let trying = Task { () -> Result<T, StoreError> in
      while true {
        let isLast = sign.stage == .cutOff
        do throws(StoreError) {
          return .success(try await act())
        } catch {
          guard error.isPassing, !isLast else { return .failure(error) }
          listener.hear(.storeTrouble(error))
          await clock.pause(seconds: settings.troubleSeconds)
        }
      }
    }
    return try await trying.value.get()
  }
}

extension StoreError {
  /// Whether waiting helps.
  var isPassing: Bool { retry != .never && retry != .constraint }
}

extension Settlement {
  /// The same ending without the other side's words, which the store refuses to keep. An answer that an instance waits
  /// for is lost with them, so a person has to ask again.
  fileprivate func withoutWords(_ delivery: Delivery, because refusal: StoreError) -> Settlement {
    let reason = "the answer could not be kept: \(refusal.message)"
    var bare = Settlement(ending: ending, answer: ["text": .string(reason)], beganAt: beganAt)
    if event != nil { bare.ending = .failed }
    if bare.ending != .delivered {
      bare.incident = IncidentOpening(cause: .effect, text: "What the other side said could not be kept.", part: delivery.part.id)
    }
    return bare
  }
}
