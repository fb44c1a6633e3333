import Calendar
package import Machine
package import Store
import Synchronization
import Workflow

/// Advances due instances, batch by batch.
package struct Stepper: Sendable {
  package var store: any Store
  package var machine: Machine
  package var shelf: DefinitionShelf
  package var renderer: PartRenderer
  package var live: @Sendable () -> Live
  package var settings: ExecutorSettings
  package var listener: any ExecutorListener
  package var sign: StopSign
  /// See `StepBatchDecider`.
  var decidesAtOnce = false
  private let suspicion = Suspicion()
  private let spread = ShardSpread()

  package init(
    store: any Store, machine: Machine, shelf: DefinitionShelf, renderer: PartRenderer, live: @escaping @Sendable () -> Live,
    settings: ExecutorSettings, listener: any ExecutorListener, sign: StopSign
  ) {
    self.store = store
    self.machine = machine
    self.shelf = shelf
    self.renderer = renderer
    self.live = live
    self.settings = settings
    self.listener = listener
    self.sign = sign
  }

  /// One round over all shards that have due work, from a place that differs by executor.
  /// - Parameter deaths: unclean ones, a short time ago; where there are any, steps are made carefully.
  package func round(at reading: StoreTime.Reading, startingAt offset: Int, deaths: Int) async throws -> StepRound {
    let isCareful = deaths > 0
    let shards = try await store.shardsWithDueWork(at: reading.now)
    var round = StepRound()
    var turn = 0
    while turn < shards.count, sign.stage == .working {
      try Task.checkCancellation()
      let width = isCareful ? 1 : spread.width(batch: settings.batch)
      let group = (turn..<min(turn + width, shards.count)).map { shards[($0 + offset) % shards.count] }
      turn += group.count
      var batch = Batch(shards: group, now: reading.now, epoch: reading.epoch)
      // One suspicion more: the one that is raised right before the step.
      if isCareful { batch.suspectsMax = StepLimits.suspectsMax(deaths: deaths) + 1 }
      let made = isCareful ? try await carefully(batch) : try await step(batch)
      if !isCareful { spread.learn(from: made.stepped, of: settings.batch) }
      round += made
    }
    return round
  }

  /// What of which shards is stepped.
  private struct Batch {
    var shards: [Int]
    var now: Instant
    var epoch: Int
    var only: [InstanceID]?
    var suspectsMax = StepLimits.suspectsMax

    func claim(limit: Int) -> StepClaim {
      var claim = StepClaim(shards: shards, now: now, limit: limit, only: only, epoch: epoch)
      claim.suspectsMax = suspectsMax
      return claim
    }

    func only(_ ids: some Sequence<InstanceID>) -> Batch {
      var batch = self
      batch.only = Array(ids)
      return batch
    }
  }

  /// One instance a transaction, suspected before it is stepped: whatever kills the process is found by its count.
  private func carefully(_ batch: Batch) async throws -> StepRound {
    var round = StepRound()
    guard let shard = batch.shards.first else { return round }
    // A step that failed without killing anybody was suspected wrongly; it is tried again before it is suspected again.
    if let id = await suspicion.open(in: shard) {
      round += try await step(batch.only([id]))
      await suspicion.clear(id)
    }
    while round.stepped < settings.batch, sign.stage == .working,
      let suspect = try await store.suspectNextDue(shard: shard, at: batch.now)
    {
      try Task.checkCancellation()
      await suspicion.set(suspect)
      let stepped = try await step(batch.only([suspect]))
      await suspicion.clear(suspect)
      if stepped.stepped == 0 { break }
      round += stepped
    }
    return round
  }

  /// A batch that the store refuses is halved down to the guilty instance, which is faulted; the others go on.
  private func step(_ batch: Batch) async throws -> StepRound {
    let seen = Seen()
    do {
      return try await attempt(batch, seen)
    } catch let error as StoreError {
      let ids = seen.ids
      guard error.isOfARow, let first = ids.first else { throw error }
      guard ids.count > 1 else { return await fault(first, batch, because: error) }
      let half = ids.count / 2
      return try await step(batch.only(ids[..<half])) + step(batch.only(ids[half...]))
    }
  }

  /// What the last try had in hand; written and read by one task after the other.
  private final class Seen: @unchecked Sendable {
    // Proof: `decide` is called by the store before its `await` returns, and these are read after it did.
    var ids: [InstanceID] = []
    var missing: Set<DefinitionHash> = []
    var writes: [InstanceWrite] = []
  }

  private func attempt(_ batch: Batch, _ seen: Seen) async throws -> StepRound {
    var decider = StepBatchDecider(
      machine: machine, definitions: await shelf.all(), renderer: renderer, live: live(), wall: batch.now)
    decider.decidesAtOnce = decidesAtOnce
    while true {
      if let report = try await claimed(batch, decider, seen) {
        tell(seen.writes, report)
        return StepRound(report, seen.writes)
      }
      for hash in seen.missing.sorted(by: { $0.text < $1.text }) where decider.unloadable[hash] == nil {
        do {
          _ = try await shelf.definition(hash)
        } catch let error as StepAbandoned {
          decider.unloadable[hash] = error.reason
        }
      }
      decider.definitions = await shelf.all()
    }
  }

  /// Nil where a definition was missing; the batch was given back and comes again.
  private func claimed(_ batch: Batch, _ decider: StepBatchDecider, _ seen: Seen) async throws -> StepReport? {
    let claim = batch.claim(limit: settings.batch)
    (seen.ids, seen.missing, seen.writes) = ([], [], [])
    do {
      return try await store.stepDue(claim) { due throws(StepAbandoned) in
        seen.ids = due.map(\.instance.id)
        seen.missing = decider.missing(for: due)
        guard seen.missing.isEmpty else { throw StepAbandoned(reason: "a definition is not loaded yet") }
        seen.writes = decider.decide(due)
        return seen.writes
      }
    } catch {
      if seen.missing.isEmpty { throw error }
      return nil
    }
  }

  /// Where even that is refused, it is told, and nobody else waits for it.
  private func fault(_ id: InstanceID, _ batch: Batch, because error: StoreError) async -> StepRound {
    let incident = IncidentOpening(
      cause: .step, text: "The database refused what the step would write.", detail: error.message)
    let claim = batch.only([id]).claim(limit: 1)
    let seen = Seen()
    do {
      let report = try await store.stepDue(claim) { due in
        seen.writes = due.map { one in
          var instance = one.instance
          instance.status = .faulted
          return InstanceWrite(fromStep: one.instance.step, instance: instance, steps: [], fault: incident)
        }
        return seen.writes
      }
      tell(seen.writes, report)
      return StepRound(report, seen.writes)
    } catch {
      listener.hear(.storeTrouble(error))
      return StepRound()
    }
  }

  private func tell(_ writes: [InstanceWrite], _ report: StepReport) {
    for write in writes {
      for step in write.steps {
        listener.hear(.stepped(write.instance, step.record, parts: step.parts))
      }
      if let fault = write.fault { listener.hear(.faulted(write.instance, fault)) }
    }
    if !report.faulted.isEmpty { listener.hear(.faultedUnseen(report.faulted)) }
  }
}

extension StoreError {
  /// Whether an instance of the batch is to blame: a constraint, or the store's own check of what it is given. What the
  /// database says of itself (a missing table, a right) would fault them all.
  fileprivate var isOfARow: Bool { retry == .constraint || (retry == .never && sqlstate == nil) }
}

/// What a round of steps came to.
package struct StepRound: Hashable, Sendable {
  /// Instances that were stepped or faulted.
  package var stepped = 0
  /// Channels that have new work.
  package var channels: Set<String> = []

  package init() {}

  init(_ report: StepReport, _ writes: [InstanceWrite]) {
    stepped = report.written + report.faulted.count
    for write in writes {
      for step in write.steps {
        for part in step.parts where !channels.contains(part.channel) { channels.insert(part.channel) }
      }
    }
  }

  static func + (left: StepRound, right: StepRound) -> StepRound {
    var sum = left
    sum += right
    return sum
  }

  static func += (left: inout StepRound, right: StepRound) {
    left.stepped += right.stepped
    left.channels.formUnion(right.channels)
  }
}

/// How many shards share a transaction: few under a backlog, so that what it touches lies together; many where each has but
/// a few that are due, so that their lateness is not that of one commit after the other.
private final class ShardSpread: Sendable {
  private let width = Mutex(1)

  /// Each shard gives some at least.
  func width(batch: Int) -> Int { min(width.withLock { $0 }, max(1, batch / Self.perShardMin)) }

  private static let perShardMin = 4

  func learn(from stepped: Int, of batch: Int) {
    width.withLock { width in
      if stepped * 2 > batch {
        width = max(1, width / 2)
      } else if stepped * 4 < batch {
        width = min(InstanceID.shardCount, width * 2)
      }
    }
  }
}

/// The instance that this executor suspected last and has not stepped since.
private actor Suspicion {
  private var suspect: InstanceID?

  func open(in shard: Int) -> InstanceID? { suspect.flatMap { $0.shard == shard ? $0 : nil } }
  func set(_ id: InstanceID) { suspect = id }
  func clear(_ id: InstanceID) { if suspect == id { suspect = nil } }
}
