import Calendar
import Machine
import Store
import Synchronization
import Workflow

/// Remembers of each inbox up to where it was read, and takes what lies behind that for known.
struct PositionStore: StoreLayer {
  let inner: any Store
  private let positions = Positions()

  private final class Positions: Sendable {
    let read = Mutex<[InstanceID: Instant]>([:])
  }

  func stepDue(
    _ claim: StepClaim, decide: @Sendable ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]
  ) async throws(StoreError) -> StepReport {
    try await inner.stepDue(claim) { due throws(StepAbandoned) in
      let seen = due.map { one in
        var seen = one
        let position = positions.read.withLock { $0[one.instance.id] } ?? .earliest
        seen.events = one.events.filter { $0.at >= position }
        return seen
      }
      let writes = try decide(seen)
      for one in seen {
        guard let last = one.events.last?.at else { continue }
        positions.read.withLock { $0[one.instance.id] = last }
      }
      return writes
    }
  }
}
