package import Store

/// The leases that this executor holds and has to renew.
package actor LeaseBook {
  private var held: Set<DeliveryToken> = []
  /// The answer to a claim was lost: there may be leases of ours that nobody here knows of.
  private var hasUnknown = false

  package init() {}

  package func add(_ token: DeliveryToken) { held.insert(token) }
  package func remove(_ token: DeliveryToken) { held.remove(token) }
  package func noteUnknown() { hasUnknown = true }
  /// Whether there may be leases that nobody here knows of; asked once, for they are given back then.
  package func takeUnknown() -> Bool {
    defer { hasUnknown = false }
    return hasUnknown
  }

  package func all() -> [DeliveryToken] { Array(held) }
}
