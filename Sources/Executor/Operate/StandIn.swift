package import Calendar
import Channel
package import Machine
package import Store
import Workflow

/// Sends what cannot reach its recipient to the address that stands in for them: a new effect of the instance, in its history, once.
package struct StandIn: Sendable {
  private let store: any Store
  private let machine: Machine
  private let shelf: DefinitionShelf
  private let live: @Sendable () -> Live

  package init(store: any Store, machine: Machine, shelf: DefinitionShelf, live: @escaping @Sendable () -> Live) {
    self.store = store
    self.machine = machine
    self.shelf = shelf
    self.live = live
  }

  /// The address that it goes to; nil where nobody stands in, or the instance is gone.
  package func forward(_ part: OutboxPart, because reason: String, at now: Instant) async throws -> String? {
    var message = try MessagePart(json: part.body)
    guard let alternate = message.alternate, let instance = try await store.instance(part.effect.instance) else { return nil }
    (message.recipient.address, message.alternate) = (alternate, nil)
    var copy = part
    (copy.recipient, copy.body, copy.thread) = (alternate, message.json, nil)
    let word = OperatorWord(
      .resend(part: part.id.description), by: "tocsin", reason: "\(part.recipient) could not be reached: \(reason)", copy: copy)
    let loaded = try await shelf.definition(instance.hash)
    let epoch = try await store.clock().epoch
    let isDone = try await store.operate(on: instance.id, at: now, epoch: epoch) { [machine, live] found throws(StepAbandoned) in
      try word.decide(found, loaded, machine, live(), at: now)
    }
    return isDone ? alternate : nil
  }
}
