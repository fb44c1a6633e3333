package import Calendar
package import Machine
import PostgreSQL
package import Store

extension PostgresStore {
  package func redriveInstance(_ id: InstanceID, at now: Instant) async throws(StoreError) -> Bool {
    try await repeating {
      try await pool.transaction { transaction in
        guard try !transaction.query(InstanceSQL.lockWork, [.shard(id.shard), .id(id)]).isEmpty else { return false }
        guard try transaction.query(InstanceSQL.redrive, [.shard(id.shard), .id(id)]).affected == 1 else { return false }
        let rows = try transaction.query(InstanceSQL.load, [.shard(id.shard), .ids([id])])
        var cursor = RowCursor(try rows.only())
        let instance = try InstanceRow(&cursor).instance
        var closings = IncidentClosings()
        closings.add(id, .step, about: "", at: now)
        let work: [Parameter] = [.shard(id.shard), .ids([id]), .instants([instance.due]), .bools([instance.isAwake])]
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
