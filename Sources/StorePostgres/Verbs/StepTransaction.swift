import Calendar
import Machine
import PostgreSQL
import Store
import Workflow

/// A step's transaction: claim, load, decide, write. Runs on the connection's queue without a suspension.
struct StepTransaction {
  let transaction: Transaction
  let claim: StepClaim
  let engine: String
  let marks: ClaimMarks

  /// How far each shard was claimed, for the next claim if this one is committed.
  struct Outcome: Sendable {
    var report = StepReport(claimed: 0, written: 0)
    var notes: [ClaimMarks.Note] = []
  }

  func run(_ decide: ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]) throws -> Outcome {
    var outcome = Outcome()
    let locked = try lockDue(&outcome.notes)
    guard !locked.isEmpty else { return outcome }
    let poisoned = locked.filter { $0.suspect >= claim.suspectsMax }.map(\.id)
    let loaded = try StepLoad(transaction, now: claim.now, epoch: claim.epoch)
      .due(locked.filter { $0.suspect < claim.suspectsMax }.map(\.id))
    let writes = loaded.due.isEmpty ? [] : try decide(loaded.due.map(\.instance))
    try write(writes, loaded, poisoned: poisoned)
    outcome.report = StepReport(
      claimed: loaded.due.count + poisoned.count + loaded.unreadable.count, written: writes.count,
      faulted: poisoned + loaded.unreadable.map(\.id))
    return outcome
  }

  /// Instances whose rows are ours now, with the suspicion against them.
  private func lockDue(_ notes: inout [ClaimMarks.Note]) throws -> [(id: InstanceID, suspect: Int)] {
    if let only = claim.only {
      let wanted = only.filter { claim.shards.contains($0.shard) }
      let parameters: [Parameter] = [.shards(of: wanted), .instant(claim.now), .ids(wanted)]
      return try transaction.query(StepSQL.claimOnly, parameters).map { row in
        var cursor = RowCursor(row)
        return (try cursor.instanceID(), try cursor.int())
      }
    }
    let looks = claim.shards.map { marks.look(into: $0) }
    let rows = try transaction.query(StepSQL.claimDue, claim.due(from: looks.map(\.low)))
    var timers: [Int: (count: Int, last: Instant)] = [:]
    let locked = try rows.map { row in
      var cursor = RowCursor(row)
      let (id, suspect) = (try cursor.instanceID(), try cursor.int())
      if let due = try cursor.optionalInstant() {
        let known = timers[id.shard] ?? (0, due)
        timers[id.shard] = (known.count + 1, max(known.last, due))
      }
      return (id: id, suspect: suspect)
    }
    notes = looks.map { look in
      // Half of a claim is for timers at least: fewer than that, and the shard has no more.
      let last = timers[look.shard].flatMap { $0.count >= claim.limitPerShard / 2 ? $0.last : nil }
      return ClaimMarks.Note(look: look, last: last)
    }
    return locked
  }

  private func write(_ writes: [InstanceWrite], _ loaded: StepLoad.Result, poisoned: [InstanceID]) throws {
    var batch = StepBatch(now: claim.now, engine: engine)
    for id in poisoned { batch.fault(id, SweepRule.poisoned) }
    for (id, incident) in loaded.unreadable { batch.fault(id, incident) }
    // By places, for a write is large to be moved about.
    var places = Dictionary(uniqueKeysWithValues: loaded.due.indices.map { (loaded.due[$0].instance.instance.id, $0) })
    let ids = writes.map(\.instance.id)
    for position in ids.indices.sorted(by: { ids[$0] < ids[$1] }) {
      guard let place = places.removeValue(forKey: ids[position]) else {
        throw StoreError.bug("\(ids[position]) was not handed out, or written twice")
      }
      try writes[position].check(loadedStep: loaded.due[place].instance.instance.step)
      batch.add(writes[position], loaded: loaded.due[place])
    }
    try batch.commit(transaction, epoch: claim.epoch)
  }
}

/// An instance with its events, and what of it was loaded.
struct LoadedInstance {
  var instance: DueInstance
  var reads: Definition.Reads
}
