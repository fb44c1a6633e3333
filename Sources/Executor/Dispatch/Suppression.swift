import CEL
import Calendar
import Machine
import Store
import Workflow

/// `notWithin: 2h`: the same message (workflow, key, template) to the same recipient is not sent again so soon.
struct Suppression {
  let delivery: Delivery
  let definition: Workflow.Definition
  let instance: Instance
  let now: Instant

  /// A message that is decided exactly when the time is over is not held back for the seconds that the last one was on its way: at
  /// most so many, and of short times a tenth.
  private static let slackSecondsMax = 60.0

  /// What settles a message that is too soon after the last; nil where it goes.
  func settlement(_ desk: DeliveryDesk) async throws(StoreError) -> Settlement? {
    guard let message = delivery.part.message, let number = definition.message(of: message)?.number,
      let delay = definition.messages[number].notWithin, delivery.uncertains == 0
    else { return nil }
    // A key's earlier runs count too; of those the last is the youngest.
    for run in [instance.run, instance.run - 1] where run > 0 {
      let id = InstanceID(installation: desk.machine.installation, workflow: instance.workflow, key: instance.key, run: run)
      let sent = try await desk.store.parts(
        PartFilter(instance: id, channel: delivery.part.channel, recipient: delivery.part.recipient, statuses: [.delivered]))
      let last = sent.filter { $0.part.message?.template == message.template && $0.part.id != delivery.part.id }
        .compactMap(\.settledAt).max()
      if let last, isTooSoon(after: last, delay) {
        return Settlement(ending: .suppressed, answer: ["text": .string("the same went out at \(last)")])
      }
    }
    return nil
  }

  private func isTooSoon(after last: Instant, _ delay: Delay) -> Bool {
    let end = delay.due(from: last, in: definition.zone, calendar: definition.calendar)
    let slackSeconds = min(Self.slackSecondsMax, Double((end - last).components.seconds) / 10)
    return end > now.adding(seconds: slackSeconds)
  }
}
