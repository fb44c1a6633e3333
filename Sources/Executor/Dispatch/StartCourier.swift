import CEL
import Calendar
import Machine
package import Store
import Workflow

/// Opens instances, or adopts those that are there; harmless to repeat, for ids are hashes.
package struct StartCourier: Courier {
  package let installation: String
  package let channel = ChannelName.start
  package let concurrency = 4

  package init(installation: String) {
    self.installation = installation
  }

  package func deliver(_ delivery: Delivery, _ desk: DeliveryDesk) async throws -> Bool {
    let now = try await desk.time.read().now
    let start: StartEffect
    do {
      start = try StartEffect(json: delivery.part.body)
    } catch {
      try await desk.fail(delivery, Self.trouble, "\(error)")
      return false
    }
    guard let current = try await desk.store.workflows().first(where: { $0.workflow == start.workflow }) else {
      try await desk.fail(delivery, Self.trouble, "the workflow \(start.workflow) was never deployed")
      return false
    }
    if let settlement = try await OverlapRule(desk.store, desk.shelf).settlement(delivery, start, current.hash, at: now) {
      try await desk.settle(delivery, settlement)
      return false
    }
    guard try await desk.store.markSending(delivery, checkedStep: nil, bytes: [], at: now) else { return false }
    let opened: Opened
    do {
      opened = try await desk.store.open(opening(start, current.hash, delivery.part.effect))
    } catch {
      guard error.retry == .constraint else { throw error }
      try await desk.fail(delivery, Self.trouble, error.message)
      return false
    }
    try await desk.settle(delivery, Settlement(ending: .delivered, answer: ["text": .string(opened.words)], beganAt: now))
    await desk.stepping.poke()
    return true
  }

  private static let trouble = "An instance was not opened"

  private func opening(_ start: StartEffect, _ hash: DefinitionHash, _ origin: EffectID) -> Opening {
    let id = InstanceID(installation: installation, workflow: start.workflow, key: start.key, run: 1)
    let instance = Instance(
      id: id, workflow: start.workflow, key: start.key, run: 1, hash: hash, origin: origin,
      parents: start.parent.map { [$0] } ?? [], openedAt: start.at, input: start.input)
    return Opening(
      instance: instance, again: start.again == .always, items: start.items, parent: start.parent,
      installation: installation)
  }
}

extension Opened {
  /// For the record of attempts.
  var words: String {
    switch self {
    case .opened(let id): "opened \(id)"
    case .adopted(let id): "adopted \(id)"
    case .alreadyThere(let id): "\(id) was there already"
    }
  }
}
