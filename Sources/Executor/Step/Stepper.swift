import Calendar
package import Machine
package import Store
import Workflow

/// Advances due instances, batch by batch, until it is told to stop.
package struct Stepper: Sendable {
  package var store: any Store
  package var machine: Machine
  package var shelf: DefinitionShelf
  package var renderer: PartRenderer
  package var live: @Sendable () -> Live
  package var settings: ExecutorSettings
  package var listener: any ExecutorListener

  /// One round over all shards that have due work, from a place that differs by executor. Returns how many instances
  /// were stepped.
  package func round(at reading: StoreTime.Reading, startingAt offset: Int, isCareful: Bool) async throws -> Int {
    let shards = try await store.shardsWithDueWork(at: reading.now)
    guard !shards.isEmpty else { return 0 }
    var stepped = 0
    for turn in shards.indices {
      try Task.checkCancellation()
      let shard = shards[(turn + offset) % shards.count]
      stepped += isCareful ? try await carefully(shard, reading) : try await batch(shard, reading, only: nil)
    }
    return stepped
  }

  /// One instance a transaction, suspected before it is stepped: whatever kills the process is found by its count.
  private func carefully(_ shard: Int, _ reading: StoreTime.Reading) async throws -> Int {
    var stepped = 0
    while stepped < settings.batch, let suspect = try await store.suspectNextDue(shard: shard, at: reading.now) {
      try Task.checkCancellation()
      let written = try await batch(shard, reading, only: [suspect])
      if written == 0 { break }
      stepped += written
    }
    return stepped
  }

  /// A batch that a constraint refuses is halved down to the guilty instance, which is faulted; the others go on.
  private func batch(_ shard: Int, _ reading: StoreTime.Reading, only: [InstanceID]?) async throws -> Int {
    let seen = Seen()
    do {
      return try await attempt(shard, reading, only: only, seen: seen)
    } catch let error as StoreError where error.retry == .constraint {
      let ids = seen.ids
      guard ids.count > 1 else {
        return try await fault(ids, shard, reading, because: error)
      }
      let half = ids.count / 2
      return try await batch(shard, reading, only: Array(ids[..<half]))
        + batch(shard, reading, only: Array(ids[half...]))
    }
  }

  /// Which instances the last try had in hand; written and read by one task after the other.
  private final class Seen: @unchecked Sendable {
    // Proof: `decide` is called by the store before its `await` returns, and `ids` is read after it did.
    var ids: [InstanceID] = []
    var missing: [DefinitionHash] = []
    var writes: [InstanceWrite] = []
  }

  private func attempt(
    _ shard: Int, _ reading: StoreTime.Reading, only: [InstanceID]?, seen: Seen
  ) async throws -> Int {
    var decider = StepBatchDecider(
      machine: machine, definitions: await shelf.all(), renderer: renderer, live: live(), wall: reading.now)
    while true {
      let claim = StepClaim(shard: shard, now: reading.now, limit: settings.batch, only: only, epoch: reading.epoch)
      seen.missing = []
      let report = try await claimed(claim, decider, seen)
      if let report {
        tell(seen.writes)
        return report.written + report.faulted.count
      }
      for hash in seen.missing { _ = try await shelf.definition(hash) }
      decider.definitions = await shelf.all()
    }
  }

  /// Nil where a definition was missing; the batch was given back and comes again.
  private func claimed(_ claim: StepClaim, _ decider: StepBatchDecider, _ seen: Seen) async throws -> StepReport? {
    do {
      return try await store.stepDue(claim) { due throws(StepAbandoned) in
        seen.ids = due.map(\.instance.id)
        seen.missing = decider.missing(for: due)
        seen.writes = []
        guard seen.missing.isEmpty else { throw StepAbandoned(reason: "a definition is not loaded yet") }
        seen.writes = try decider.decide(due)
        return seen.writes
      }
    } catch let error where seen.missing.isEmpty {
      throw error
    } catch {
      return nil
    }
  }

  private func fault(
    _ ids: [InstanceID], _ shard: Int, _ reading: StoreTime.Reading, because error: StoreError
  ) async throws -> Int {
    guard let id = ids.first else { throw error }
    let incident = IncidentOpening(
      cause: .step, text: "The database refused what the step would write.", detail: error.message)
    let claim = StepClaim(shard: shard, now: reading.now, limit: 1, only: [id], epoch: reading.epoch)
    let report = try await store.stepDue(claim) { due throws(StepAbandoned) in
      due.map { one in
        var instance = one.instance
        instance.status = .faulted
        return InstanceWrite(fromStep: one.instance.step, instance: instance, steps: [], fault: incident)
      }
    }
    return report.written
  }

  private func tell(_ writes: [InstanceWrite]) {
    for write in writes {
      for step in write.steps {
        listener.hear(.stepped(write.instance, step.record, parts: step.parts))
      }
      if let fault = write.fault { listener.hear(.faulted(write.instance, fault)) }
    }
  }
}
