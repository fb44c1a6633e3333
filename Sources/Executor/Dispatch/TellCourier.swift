import CEL
import Calendar
package import Store

/// Tells parents that a child ended; the event's key makes it once, however often it is told.
package struct TellCourier: Courier {
  package let channel = ChannelName.tell
  package let concurrency = 4

  package init() {}

  package func deliver(_ delivery: Delivery, _ desk: DeliveryDesk) async throws -> Bool {
    let now = try await desk.time.read().now
    let event: InboxEvent
    do {
      event = try TellEffect.event(delivery, at: now)
    } catch {
      try await desk.fail(delivery, "A parent was not told that its child ended", error.description)
      return false
    }
    guard try await desk.store.markSending(delivery, checkedStep: nil, bytes: [], at: now) else { return false }
    let isNew = try await desk.store.append(event)
    let words: Value = isNew ? "told" : "was told before"
    try await desk.settle(delivery, Settlement(ending: .delivered, answer: ["text": words], beganAt: now))
    await desk.stepping.poke()
    return true
  }
}

extension DeliveryDesk {
  /// What cannot be carried out waits for a person.
  func fail(_ delivery: Delivery, _ what: String, _ reason: String) async throws(StoreError) {
    let incident = IncidentOpening(cause: .effect, text: "\(what): \(reason)", part: delivery.part.id)
    try await settle(delivery, Settlement(ending: .failed, answer: ["text": .string(reason)], incident: incident))
  }
}
