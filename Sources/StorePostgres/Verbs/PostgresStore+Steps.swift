package import Calendar
package import Machine
import PostgreSQL
package import Store

extension PostgresStore {
  package func shardsWithDueWork(at now: Instant) async throws(StoreError) -> [Int] {
    try reading(try await rows(StepSQL.listShards, [.instant(now), .number(InstanceID.shardCount - 1)])) { cursor in
      try cursor.int()
    }
  }

  package func stepDue(
    _ claim: StepClaim, decide: @Sendable ([DueInstance]) throws(StepAbandoned) -> [InstanceWrite]
  ) async throws(StoreError) -> StepReport {
    do {
      let outcome = try await pool.transaction { transaction in
        try StepTransaction(transaction: transaction, claim: claim, engine: engine, marks: marks).run(decide)
      }
      marks.keep(outcome.notes)
      return outcome.report
    } catch let abandoned as StepAbandoned {
      throw StoreError(retry: .never, message: "the step was abandoned: \(abandoned.reason)")
    } catch {
      throw StoreError(any: error)
    }
  }

  package func suspectNextDue(shard: Int, at now: Instant) async throws(StoreError) -> InstanceID? {
    try await repeating {
      try await pool.transaction { transaction in
        let claim = StepClaim(shard: shard, now: now, limit: 1, epoch: 0)
        let locked = try transaction.query(StepSQL.claimDue, claim.due(from: [.distantPast]))
        guard let row = locked.first else { return nil }
        let id = InstanceID(uuid: try row.uuid(0))
        _ = try transaction.query(StepSQL.suspect, [.shard(shard), .id(id)])
        return id
      }
    }
  }
}

extension StepClaim {
  /// The parameters of `WorkClaimDue`; timers are looked for from these times on, shard by shard.
  func due(from lows: [Instant]) -> [Parameter] {
    [.int2s(shards.map { Int16(clamping: $0) }), .instant(now), .number(limitPerShard), .instants(lows)]
  }
}
