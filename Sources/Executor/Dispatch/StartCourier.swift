import CEL
import Calendar
import Machine
package import Store
import Workflow

/// Opens instances, or adopts those that are there; harmless to repeat, for ids are hashes.
package struct StartCourier: Courier {
  package let installation: String
  package let channel = ChannelName.start
  package let concurrency = 2

  package init(installation: String) {
    self.installation = installation
  }

  package func deliver(_ delivery: Delivery, _ desk: DeliveryDesk) async throws {
    let now = try await desk.time.read().now
    do {
      let start = try StartEffect(json: delivery.part.body)
      guard let current = try await desk.store.workflows().first(where: { $0.workflow == start.workflow }) else {
        return try await fail(delivery, "the workflow \(start.workflow) was never deployed", desk)
      }
      guard try await desk.store.markSending(delivery, checkedStep: nil, bytes: [], at: now) else { return }
      let opened = try await desk.store.open(opening(start, current.hash, delivery.part.effect))
      try await desk.settle(delivery, Settlement(ending: .delivered, answer: ["text": .string(opened.words)], beganAt: now))
      await desk.stepping.poke()
    } catch let error as PartError {
      try await fail(delivery, error.description, desk)
    }
  }

  private func opening(_ start: StartEffect, _ hash: DefinitionHash, _ origin: EffectID) -> Opening {
    let id = InstanceID(installation: installation, workflow: start.workflow, key: start.key, run: 1)
    let instance = Instance(
      id: id, workflow: start.workflow, key: start.key, run: 1, hash: hash, origin: origin,
      parents: start.parent.map { [$0] } ?? [], openedAt: start.at, input: start.input)
    return Opening(
      instance: instance, again: start.again == .always, items: start.items, parent: start.parent,
      installation: installation)
  }

  private func fail(_ delivery: Delivery, _ reason: String, _ desk: DeliveryDesk) async throws {
    let incident = IncidentOpening(
      cause: .effect, text: "An instance was not opened: \(reason)", part: PartID(effect: delivery.part.effect, part: 0))
    try await desk.settle(
      delivery, Settlement(ending: .failed, answer: ["text": .string(reason)], incident: incident))
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
