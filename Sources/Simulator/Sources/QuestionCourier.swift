import CEL
import Calendar
import Executor
import Machine
import Store

/// Asks the sources of a simulation; a question that nobody answers stays open.
struct QuestionCourier: Courier {
  let channel: String
  /// So many are claimed together; they are asked one after the other.
  let concurrency = 64
  let book: AnswerBook

  func deliver(_ delivery: Delivery, _ desk: DeliveryDesk) async throws -> Bool {
    let name = delivery.part.body["source"]?.string ?? ""
    let now = try await desk.time.read().now
    let asker = delivery.part.effect.instance
    let hasRows = try await desk.store.instanceForCheck(asker, at: now)?.instance.items.isEmpty == false
    guard let source = book.source(for: name, delivery.part.body["input"] ?? .null, at: now, asker: asker, hasRows: hasRows) else {
      try await desk.giveBack(delivery, at: .latest, because: "nobody answers")
      return false
    }
    return try await AskCourier(channel: channel, concurrency: 1, sources: [name: source]).deliver(delivery, desk)
  }
}
