import CEL
import Calendar
import Machine
import Store

/// Whether a message has to wait for the end of a window.
struct MaintenanceCheck {
  let delivery: Delivery
  let instance: Instance
  let channel: String
  let now: Instant

  /// What puts it off; nil where it goes. What a person has sent once more goes in any case.
  func settlement(_ store: any Store) async throws(StoreError) -> Settlement? {
    guard let message = delivery.part.message, !message.isCopy else { return nil }
    for window in try await store.maintenanceWindows(at: now) {
      guard let end = window.end(covering: instance.workflow, channel, at: now) else { continue }
      return Settlement(
        ending: .retried(at: end, usesUpAttempt: false),
        answer: ["text": .string("waits for the end of window #\(window.number): \(window.reason)"), "window": .int(window.number)])
    }
    return nil
  }
}
