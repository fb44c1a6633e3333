import Calendar
import Machine
import Store
import Workflow

/// Writes the timers of states that were left back among those that stand.
struct TimerKeepingStore: StoreLayer {
  let inner: any Store

  func stepDue(
    _ claim: StepClaim, decide: @Sendable ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]
  ) async throws(StoreError) -> StepReport {
    try await inner.stepDue(claim) { due throws(StepAbandoned) in
      let before = Dictionary(uniqueKeysWithValues: due.map { ($0.instance.id, $0.instance.timers) })
      return try decide(due).map { write in
        var kept = write
        let present = Set(write.instance.configuration.map(\.entry) + [0])
        let left = (before[write.instance.id] ?? []).filter { !present.contains($0.entry) && $0.due > claim.now }
        if !write.instance.status.isEnded { kept.instance.timers += left }
        return kept
      }
    }
  }
}
