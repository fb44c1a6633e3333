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

  func run(_ decide: ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]) throws -> StepReport {
    let locked = try lockDue()
    guard !locked.isEmpty else { return StepReport(claimed: 0, written: 0) }
    let poisoned = locked.filter { $0.suspect >= StepLimits.suspectsMax }.map(\.id)
    let loaded = try StepLoad(transaction, shard: claim.shard, now: claim.now, epoch: claim.epoch)
      .due(locked.filter { $0.suspect < StepLimits.suspectsMax }.map(\.id))
    let writes = loaded.due.isEmpty ? [] : try decide(loaded.due.map(\.instance))
    try write(writes, loaded, poisoned: poisoned)
    return StepReport(
      claimed: loaded.due.count + poisoned.count + loaded.unreadable.count, written: writes.count,
      faulted: poisoned + loaded.unreadable.map(\.id))
  }

  /// Instances whose rows are ours now, with the suspicion against them.
  private func lockDue() throws -> [(id: InstanceID, suspect: Int)] {
    let rows: Rows
    if let only = claim.only {
      rows = try transaction.query(StepSQL.claimOnly, [.shard(claim.shard), .instant(claim.now), .ids(only)])
    } else {
      rows = try transaction.query(StepSQL.claimDue, [.shard(claim.shard), .instant(claim.now), .number(claim.limit)])
    }
    return try rows.map { row in
      var cursor = RowCursor(row)
      return (try cursor.instanceID(), try cursor.int())
    }
  }

  private func write(_ writes: [InstanceWrite], _ loaded: StepLoad.Result, poisoned: [InstanceID]) throws {
    var batch = StepBatch(shard: claim.shard, now: claim.now, engine: engine)
    for id in poisoned { batch.fault(id, SweepRule.poisoned) }
    for (id, incident) in loaded.unreadable { batch.fault(id, incident) }
    let known = Dictionary(uniqueKeysWithValues: loaded.due.map { ($0.instance.instance.id, $0) })
    var seen: Set<InstanceID> = []
    for write in writes.sorted(by: { $0.instance.id < $1.instance.id }) {
      let id = write.instance.id
      guard let row = known[id], seen.insert(id).inserted else {
        throw StoreError.bug("\(id) was not handed out, or written twice")
      }
      try write.check(loadedStep: row.instance.instance.step)
      batch.add(write, loaded: row)
    }
    try batch.commit(transaction, epoch: claim.epoch)
  }
}

/// An instance with its events, and what of it was loaded.
struct LoadedInstance {
  var instance: DueInstance
  var reads: Definition.Reads
}
