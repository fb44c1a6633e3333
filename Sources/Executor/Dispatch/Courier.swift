package import Store

/// Carries out the deliveries of one channel: a mail server, a webhook, a source, or the store itself.
package protocol Courier: Sendable {
  var channel: String { get }
  /// How many are under way at once.
  var concurrency: Int { get }
  /// One claimed delivery to its settlement. Throws only where the store refuses for good, or cannot be reached before
  /// anything was said to the other side; every answer of the other side, and that none came, is settled.
  /// - Returns: whether the other side was spoken to.
  func deliver(_ delivery: Delivery, _ desk: DeliveryDesk) async throws -> Bool
}
