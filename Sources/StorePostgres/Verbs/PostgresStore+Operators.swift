package import Calendar
package import Machine
import PostgreSQL
package import Store

extension PostgresStore {
  package func operate(
    on id: InstanceID, at now: Instant, epoch: Int, decide: @Sendable (Instance) throws(StepAbandoned) -> InstanceWrite
  ) async throws(StoreError) -> Bool {
    do {
      return try await pool.transaction { transaction in
        guard try !transaction.query(InstanceSQL.lockWork, [.shard(id.shard), .id(id)]).isEmpty else { return false }
        guard let loaded = try StepLoad(transaction, now: now, epoch: epoch).one(id) else { return false }
        let write = try decide(loaded.instance.instance)
        try write.check(loadedStep: loaded.instance.instance.step)
        var batch = StepBatch(now: now, engine: engine)
        batch.add(write, loaded: loaded)
        if loaded.instance.instance.status == .faulted, write.instance.status == .running { batch.closeFault(id) }
        if write.instance.status.isEnded { batch.closeAll(id) }
        try batch.commit(transaction, epoch: epoch)
        return true
      }
    } catch let abandoned as StepAbandoned {
      throw StoreError(retry: .never, message: "the step was abandoned: \(abandoned.reason)")
    } catch {
      throw StoreError(any: error)
    }
  }

  package func redriveInstance(_ id: InstanceID, at now: Instant) async throws(StoreError) -> Bool {
    try await repeating {
      try await pool.transaction { transaction in
        guard try !transaction.query(InstanceSQL.lockWork, [.shard(id.shard), .id(id)]).isEmpty else { return false }
        guard try transaction.query(InstanceSQL.redrive, [.shard(id.shard), .id(id)]).affected == 1 else { return false }
        let rows = try transaction.query(InstanceSQL.load, .keys([id]))
        var cursor = RowCursor(try rows.only())
        let instance = try InstanceRow(&cursor).instance
        var closings = IncidentClosings()
        closings.add(id, .step, about: "", at: now)
        let work: [Parameter] = .keys([id]) + [.instants([instance.due]), .bools([instance.isAwake])]
        _ = try transaction.pipeline([Call(StepSQL.setWork, work)] + closings.calls)
        return true
      }
    }
  }

  package func redrivePart(_ id: PartID, at now: Instant) async throws(StoreError) -> Bool {
    try await repeating {
      try await pool.transaction { transaction in
        let redriven = try transaction.query(DeliverySQL.redrive, id.parameters + [.instant(now)])
        guard redriven.affected == 1 else { return false }
        var closings = IncidentClosings()
        closings.add(id.effect.instance, .effect, about: id.description, at: now)
        _ = try transaction.pipeline(closings.calls)
        return true
      }
    }
  }

  package func closeIncident(_ number: Int64, at now: Instant) async throws(StoreError) -> Bool {
    try await rows(IncidentSQL.closeNumber, [.int8(number), .instant(now)]).affected == 1
  }
}
