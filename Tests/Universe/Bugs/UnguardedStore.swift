import CEL
import Calendar
import Machine
import Store
import Workflow

/// Loads in one transaction and writes in another, believing that nothing has changed in between.
struct UnguardedStore: StoreLayer {
  let inner: any Store

  /// What was loaded and decided outside any lock.
  private final class Draft: @unchecked Sendable {
    // Proof: used on the universe's own thread alone.
    var due: [DueInstance] = []
    var writes: [InstanceWrite] = []
  }

  func stepDue(
    _ claim: StepClaim, decide: @Sendable ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]
  ) async throws(StoreError) -> StepReport {
    let draft = Draft()
    let read = try await inner.stepDue(claim) { due throws(StepAbandoned) in
      draft.writes = try decide(due)
      draft.due = due
      return []
    }
    guard !draft.writes.isEmpty else { return read }
    for write in draft.writes {
      let unread = Set(try await inner.inbox(of: write.instance.id).filter { $0.step == nil }.map(\.event.key))
      _ = try await inner.operate(on: write.instance.id, at: claim.now, epoch: claim.epoch) { present in
        forced(write, over: present, unread)
      }
    }
    return StepReport(claimed: draft.due.count, written: draft.writes.count)
  }

  /// The stale write with the numbers that it takes to get through.
  private func forced(_ write: InstanceWrite, over present: Instance, _ unread: Set<String>) -> InstanceWrite {
    let shift = present.step - write.fromStep
    var forced = write
    forced.fromStep += shift
    forced.instance.step += shift
    for index in forced.steps.indices {
      forced.steps[index].record.number += shift
      if let key = forced.steps[index].readKey, !unread.contains(key) { forced.steps[index].readKey = nil }
      for part in forced.steps[index].parts.indices { forced.steps[index].parts[part].effect.step += shift }
    }
    return forced
  }
}
