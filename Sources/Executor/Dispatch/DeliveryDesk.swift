import Calendar
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
  package var health: ChannelHealth
  package var settings: ExecutorSettings
  package var listener: any ExecutorListener
  /// Poked when a settlement brought an event, so that it is stepped at once.
  package var stepping: Wakeup

  /// Waits for this long before it asks a store in trouble again.
  static let troubleSeconds = 0.5

  /// Writes the settlement, and goes on trying while the store cannot be reached: what happened on the wire must not be
  /// forgotten. Ends with the lease's owner: a stale token changes nothing and is told.
  package func settle(_ delivery: Delivery, _ settlement: Settlement) async throws {
    while try await !isWritten(delivery, settlement) {
      try Task.checkCancellation()
      await clock.pause(seconds: Self.troubleSeconds)
    }
  }

  /// False where the store was in trouble and may take the settlement later.
  private func isWritten(_ delivery: Delivery, _ settlement: Settlement) async throws -> Bool {
    do {
      let now = try await time.read().now
      let isOurs = try await store.settle(delivery, as: settlement, at: now)
      await leases.remove(delivery.token)
      listener.hear(isOurs ? .settled(delivery, settlement, at: now) : .outdated(delivery))
      if settlement.event != nil { await stepping.poke() }
      return true
    } catch {
      guard error.retry != .never, error.retry != .constraint else { throw error }
      listener.hear(.storeTrouble(error))
      return false
    }
  }
}

/// The leases that this executor holds and has to renew.
package actor LeaseBook {
  private var held: Set<DeliveryToken> = []

  package init() {}

  package func add(_ token: DeliveryToken) { held.insert(token) }
  package func remove(_ token: DeliveryToken) { held.remove(token) }
  package func all() -> [DeliveryToken] { Array(held) }
}
