package import Store

/// Carries out the deliveries of one channel: a mail server, a webhook, a source, or the store itself.
package protocol Courier: Sendable {
  var channel: String { get }
  /// How many are under way at once.
  var concurrency: Int { get }
  /// Whether people get what it carries.
  var carriesMessages: Bool { get }
  /// One claimed delivery to its settlement. Throws only where the store refuses for good, or cannot be reached before
  /// anything was said to the other side; every answer of the other side, and that none came, is settled. What cannot be
  /// settled any more is thrown as `UnsettledAfterTheWire`.
  /// - Returns: whether the other side was spoken to.
  func deliver(_ delivery: Delivery, _ desk: DeliveryDesk) async throws -> Bool
  /// Whether mails of a digest go through it.
  var carriesDigests: Bool { get }
  /// How many claimed deliveries it can carry out as one, where the other side wants fewer; 1: none.
  var mergesMax: Int { get }
  /// Several claimed deliveries, each to its settlement, in as few messages as may be.
  func deliver(together deliveries: [Delivery], _ desk: DeliveryDesk) async -> TogetherReport
}

extension Courier {
  package var mergesMax: Int { 1 }

  package var carriesDigests: Bool { false }

  package func deliver(together deliveries: [Delivery], _ desk: DeliveryDesk) async -> TogetherReport {
    var report = TogetherReport()
    for delivery in deliveries {
      do {
        if try await deliver(delivery, desk) { report.messages += 1 }
      } catch {
        report.failed.append((delivery, error))
      }
    }
    return report
  }
}

/// What became of deliveries that were carried out as one.
package struct TogetherReport: Sendable {
  /// How many messages the other side got.
  package var messages = 0
  /// Those with which something went wrong, as `deliver` would have thrown it; they are to be given back.
  package var failed: [(delivery: Delivery, error: any Error)] = []

  package init() {}
}

extension Courier {
  package var carriesMessages: Bool { false }
}

/// The other side was spoken to, and how that ended could not be written down: nobody may say that it was not. The lease runs
/// out, and whoever sweeps it finds the delivery uncertain.
struct UnsettledAfterTheWire: Error {
  var cause: any Error
}
