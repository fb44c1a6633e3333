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
    let watched: WatchedRow?
    do {
      watched = try WatchedRow(json: delivery.part.body)
      start = try watched?.start ?? StartEffect(json: delivery.part.body)
    } catch {
      try await desk.fail(delivery, Self.trouble, "\(error)")
      return false
    }
    guard let current = try await desk.store.workflows().first(where: { $0.workflow == start.workflow }) else {
      try await desk.fail(delivery, Self.trouble, "the workflow \(start.workflow) was never deployed")
      return false
    }
    let opening = opening(start, current.hash, delivery.part.effect)
    if let watched { return try await bring(watched, delivery, opening, desk, at: now) }
    let rule = OverlapRule(desk.store, desk.shelf)
    if let settlement = try await rule.settlement(delivery, start, current.hash, at: now) {
      try await desk.settle(delivery, settlement)
      return false
    }
    guard try await desk.store.markSending(delivery, checkedStep: nil, bytes: [], at: now) else { return false }
    let settlement: Settlement
    do {
      settlement = try await rule.open(opening, start, at: now)
    } catch let error as StoreError {
      guard error.retry == .constraint else { throw error }
      try await desk.fail(delivery, Self.trouble, error.message)
      return false
    }
    try await desk.settle(delivery, settlement)
    await desk.stepping.poke()
    return true
  }

  /// Opens the instance of a row where there is none, and tells it what the round saw. One that has ended hears nothing.
  private func bring(
    _ row: WatchedRow, _ delivery: Delivery, _ opening: Opening, _ desk: DeliveryDesk, at now: Instant
  ) async throws -> Bool {
    guard try await desk.store.markSending(delivery, checkedStep: nil, bytes: [], at: now) else { return false }
    let words: String
    do {
      words = try await told(row, delivery, opening, desk)
    } catch let error as StoreError {
      guard error.retry == .constraint else { throw error }
      try await desk.fail(delivery, Self.trouble, error.message)
      return false
    }
    try await desk.settle(delivery, Settlement(ending: .delivered, answer: ["text": .string(words)], beganAt: now))
    await desk.stepping.poke()
    return true
  }

  private func told(
    _ row: WatchedRow, _ delivery: Delivery, _ opening: Opening, _ desk: DeliveryDesk
  ) async throws -> String {
    let id: InstanceID
    let words: String
    switch row.watched.kind {
    case .checked:
      let opened = try await desk.store.open(opening)
      (id, words) = (opened.id, opened.words)
      if case .opened = opened { break }
      let present = try await desk.store.instanceForCheck(id, at: row.start.at)
      if present?.instance.status.isEnded ?? true { return "\(id) has ended" }
    case .gone:
      guard let present = try await desk.store.instance(workflow: row.start.workflow, key: row.start.key) else {
        return "there is no \(row.start.key) any more"
      }
      if present.status.isEnded { return "\(present.id) has ended" }
      (id, words) = (present.id, "gone")
    }
    _ = try await desk.store.append(row.event(to: id, delivery))
    return words
  }

  private static let trouble = "An instance was not opened"

  private func opening(_ start: StartEffect, _ hash: DefinitionHash, _ origin: EffectID) -> Opening {
    let id = InstanceID(installation: installation, workflow: start.workflow, key: start.key, run: 1)
    let instance = Instance(
      id: id, workflow: start.workflow, key: start.key, run: 1, hash: hash, origin: origin,
      parents: start.parent.map { [$0] } ?? [], openedAt: start.at, input: start.input, data: start.data)
    return Opening(
      instance: instance, again: start.again == .always, items: start.items, parent: start.parent,
      installation: installation)
  }
}

extension Opened {
  var id: InstanceID {
    switch self {
    case .opened(let id), .adopted(let id), .alreadyThere(let id): id
    }
  }

  /// For the record of attempts.
  var words: String {
    switch self {
    case .opened(let id): "opened \(id)"
    case .adopted(let id): "adopted \(id)"
    case .alreadyThere(let id): "\(id) was there already"
    }
  }
}
