import CEL
import Calendar
package import Machine
package import Store
import Synchronization
import Workflow

/// `overlap`: what becomes of a start while another instance of its workflow is at work.
///
/// It is looked at twice: to leave a start out with its reason, and, where it may open, once more under one lock with the opening, so
/// that of two that start in the same second one sees the other's.
///
/// At work is what runs and stands in no `idle` state: what waits for a person keeps nobody else from starting. Children are
/// opened whatever runs beside them, for a parent waits for each that it named.
package struct OverlapRule: Sendable {
  private let store: any Store
  private let shelf: DefinitionShelf

  package init(_ store: any Store, _ shelf: DefinitionShelf) {
    self.store = store
    self.shelf = shelf
  }

  /// How long a start that waits its turn rests before it looks again.
  static let queueSeconds: Int64 = 30
  /// Of so many running instances some is surely at work; more are not looked through for each start.
  static let lookedAtMax = 1_000

  /// The instance that is at work, but for the one with this key: that one would be adopted, not opened beside itself.
  package func atWork(_ workflow: String, besides key: String) async throws -> Instance? {
    let running = try await store.instances(
      InstanceFilter(workflow: workflow, statuses: [.running], limit: Self.lookedAtMax))
    for instance in running where instance.key != key {
      let definition = try await shelf.definition(instance.hash).definition
      if !instance.isIdle(definition) { return instance }
    }
    return running.count == Self.lookedAtMax ? running.last : nil
  }

  /// Opens, under one lock with the look at who is at work where the workflow's `overlap` asks for it. Who came second comes again,
  /// to be left out or to wait.
  func open(_ opening: Opening, _ start: StartEffect, at now: Instant) async throws -> Settlement {
    let overlap = try await shelf.definition(opening.instance.hash).definition.overlap
    let opened: Opened
    if start.parent != nil || overlap == .allow {
      opened = try await store.open(opening)
    } else {
      switch try await openAlone(opening) {
      case .done(let done): opened = done
      case .atWork(let other):
        return Settlement(
          ending: .retried(at: overlap == .queue ? now.adding(seconds: Self.queueSeconds) : now, usesUpAttempt: false),
          answer: ["text": .string("\(other.key) began at the same time")], beganAt: now)
      }
    }
    return Settlement(ending: .delivered, answer: ["text": .string(opened.words)], beganAt: now)
  }

  /// Opens unless another instance is at work, whatever the workflow's `overlap` says.
  package func openAlone(_ opening: Opening) async throws -> OpenedAlone {
    while true {
      let definitions = await shelf.all()
      let missing = Mutex<DefinitionHash?>(nil)
      do throws(StoreError) {
        return try await store.open(opening) { instance throws(StepAbandoned) in
          guard let definition = definitions[instance.hash]?.definition else {
            missing.withLock { $0 = instance.hash }
            throw StepAbandoned(reason: "the definition \(instance.hash) is not loaded yet")
          }
          return !instance.isIdle(definition)
        }
      } catch {
        guard let hash = missing.withLock({ $0 }) else { throw error }
        _ = try await shelf.definition(hash)
      }
    }
  }

  /// What settles a start that is left out or waits; nil where it may open its instance.
  func settlement(
    _ delivery: Delivery, _ start: StartEffect, _ hash: DefinitionHash, at now: Instant
  ) async throws -> Settlement? {
    guard start.parent == nil else { return nil }
    let overlap = try await shelf.definition(hash).definition.overlap
    switch overlap {
    case .allow: return nil
    case .skip:
      guard let other = try await atWork(start.workflow, besides: start.key) else { return nil }
      return Settlement(ending: .suppressed, answer: ["text": .string("left out, `overlap: skip`: \(other.key) is at work")])
    case .queue:
      let reason: String
      if let other = try await atWork(start.workflow, besides: start.key) {
        reason = "\(other.key) is at work"
      } else if try await isOlderWaiting(delivery, start.workflow) {
        reason = "an older start waits too"
      } else {
        return nil
      }
      return Settlement(
        ending: .retried(at: now.adding(seconds: Self.queueSeconds), usesUpAttempt: false),
        answer: ["text": .string("waits, `overlap: queue`: \(reason)")])
    }
  }

  /// Those that wait look again at different times; their order is that in which they were decided.
  private func isOlderWaiting(_ delivery: Delivery, _ workflow: String) async throws(StoreError) -> Bool {
    let waiting = try await store.parts(
      PartFilter(channel: ChannelName.start, statuses: [.pending, .sending], messagesOnly: false, limit: Self.lookedAtMax))
    return waiting.contains { other in
      other.workflow == workflow && Schedule.number(ofKey: other.key) != nil && other.part.id != delivery.part.id
        && (other.createdAt, other.part.effect.step) < (delivery.createdAt, delivery.part.effect.step)
    }
  }
}

extension Instance {
  /// Whether it waits for a person, as its workflow says of the states that it stands in.
  fileprivate func isIdle(_ definition: Workflow.Definition) -> Bool {
    configuration.contains { state in definition.state(at: state.path).map { definition[$0].isIdle } ?? false }
  }
}
