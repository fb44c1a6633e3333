import CEL
import Calendar
import Machine
import Store
import Workflow

/// What goes now of mails that were claimed together: all of what is no digest; of a digest nothing before `groupInterval` is over
/// since the last, and what was tried before in the company that it had.
struct DigestPace {
  let channel: String

  /// What is not due is given back.
  func due(_ deliveries: [Delivery], _ desk: DeliveryDesk) async throws -> [Delivery] {
    guard let first = deliveries.first, let digest = first.part.digest else { return deliveries }
    let again = deliveries.filter { $0.bytes != nil }
    if !again.isEmpty {
      for delivery in deliveries where delivery.bytes == nil {
        try await desk.giveBack(delivery, because: "goes with the next digest")
      }
      return again
    }
    guard let sentAt = try await desk.store.digestSentAt(digest, channel: channel, recipient: first.part.recipient) else {
      return deliveries
    }
    let now = try await desk.time.read().now
    let opening = try await self.opening(after: sentAt, first, desk, now)
    guard opening > now else { return deliveries }
    for delivery in deliveries {
      try await desk.giveBack(delivery, at: opening, because: "the last digest went at \(sentAt)")
    }
    return []
  }

  /// By the version that the first mail's instance has; where that does not know the message any more, at once.
  private func opening(after sentAt: Instant, _ first: Delivery, _ desk: DeliveryDesk, _ now: Instant) async throws -> Instant {
    guard let message = first.part.message,
      let checked = try await desk.store.instanceForCheck(first.part.effect.instance, at: now)
    else { return now }
    let definition = try await desk.shelf.definition(checked.instance.hash).definition
    guard let id = definition.message(of: message), case .email(let email) = definition.messages[id.number].medium,
      let spec = email.digest
    else { return now }
    return spec.groupInterval.due(from: sentAt, in: definition.zone, calendar: definition.calendar)
  }
}
