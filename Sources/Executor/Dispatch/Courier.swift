package import Store

/// Carries out the deliveries of one channel: a mail server, a webhook, a source, or the store itself.
package protocol Courier: Sendable {
  var channel: String { get }
  /// How many are under way at once.
  var concurrency: Int { get }
  /// One claimed delivery to its settlement. Throws only what the store throws; every answer of the other side, and
  /// that none came, is settled.
  func deliver(_ delivery: Delivery, _ desk: DeliveryDesk) async throws
}
