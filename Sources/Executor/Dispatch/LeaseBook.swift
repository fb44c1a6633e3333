package import Store

/// The leases that this executor holds and has to renew.
package actor LeaseBook {
  private var held: Set<DeliveryToken> = []

  package init() {}

  package func add(_ token: DeliveryToken) { held.insert(token) }
  package func remove(_ token: DeliveryToken) { held.remove(token) }
  package func all() -> [DeliveryToken] { Array(held) }
}
