import CEL
import Calendar
package import Store

/// Tells parents that a child ended; the event's key makes it once, however often it is told.
package struct TellCourier: Courier {
  package let channel = ChannelName.tell
  package let concurrency = 2

  package init() {}

  package func deliver(_ delivery: Delivery, _ desk: DeliveryDesk) async throws {
    let now = try await desk.time.read().now
    do {
      let event = try TellEffect.event(delivery, at: now)
      guard try await desk.store.markSending(delivery, checkedStep: nil, bytes: [], at: now) else { return }
      let isNew = try await desk.store.append(event)
      let words: Value = isNew ? "told" : "was told before"
      try await desk.settle(delivery, Settlement(ending: .delivered, answer: ["text": words], beganAt: now))
      await desk.stepping.poke()
    } catch let error as PartError {
      let incident = IncidentOpening(
        cause: .effect, text: "A parent was not told: \(error)", part: PartID(effect: delivery.part.effect, part: 0))
      try await desk.settle(
        delivery, Settlement(ending: .failed, answer: ["text": .string(error.description)], incident: incident))
    }
  }
}
