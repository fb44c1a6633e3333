import Executor
package import Machine
import Store
import Synchronization

/// Hears what the executor of a simulation does: what explorers react to, and which transitions were taken.
final class SimulationNews: ExecutorListener {
  struct Heard {
    var delivered: [Delivery] = []
    var stepped: [Instance] = []
    var troubles: [StoreError] = []
  }

  private let state = Mutex((heard: Heard(), taken: TakenTransitions(), explores: false))

  init(explores: Bool) { state.withLock { $0.explores = explores } }

  func hear(_ news: ExecutorNews) {
    state.withLock { state in
      switch news {
      case .stepped(let instance, let record, _):
        state.taken.note(record, of: instance)
        if state.explores { state.heard.stepped.append(instance) }
      case .settled(let delivery, let settlement, _):
        if state.explores, settlement.ending == .delivered, delivery.part.message != nil { state.heard.delivered.append(delivery) }
      case .storeTrouble(let error): state.heard.troubles.append(error)
      default: break
      }
    }
  }

  /// What was heard since it was asked last.
  func take() -> Heard {
    state.withLock { state in
      defer { state.heard = Heard() }
      return state.heard
    }
  }

  var taken: TakenTransitions { state.withLock { $0.taken } }
}

/// Which transitions and timers of each workflow were taken, and how often.
package struct TakenTransitions: Sendable {
  package private(set) var counts: [String: [StepRecord.Taken: Int]] = [:]

  package init() {}

  mutating func note(_ record: StepRecord, of instance: Instance) {
    for taken in record.taken { counts[instance.workflow, default: [:]][taken, default: 0] += 1 }
  }

  package mutating func add(_ other: TakenTransitions) {
    for (workflow, taken) in other.counts { counts[workflow, default: [:]].merge(taken, uniquingKeysWith: +) }
  }
}
