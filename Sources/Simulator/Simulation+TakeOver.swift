import Machine
package import Store
import Workflow

/// Looking ahead from the books of a living installation.
extension Simulation {
  /// Rows of each kind that are taken over; beyond it a forecast would leave something out, and says so.
  private static let rowsMax = 100_000

  /// Begins where another store stands: its definitions, instances, unread events and waiting messages. Reads only.
  /// - Returns: how many instances, schedules left out, were still under way.
  package func takeOver(_ live: any Store) async throws -> Int {
    await store.startTimeLapse(at: now)
    _ = await store.installation(default: installation.name)
    for record in try await live.workflows() {
      guard let closure = try await live.closure(of: record.hash) else { continue }
      await store.takeOver(closure, as: record)
    }
    var known: Set<Workflow.DefinitionHash> = []
    var underWay = 0
    let instances = try await live.instances(InstanceFilter(includesSchedules: true, limit: Self.rowsMax))
    guard instances.count < Self.rowsMax else { throw SimulationError("more than \(Self.rowsMax) instances are too many to look ahead") }
    for instance in instances {
      if known.insert(instance.hash).inserted, let closure = try await live.closure(of: instance.hash) {
        await store.takeOver(closure, as: nil)
      }
      let inbox = instance.status.isEnded ? [] : try await live.inbox(of: instance.id)
      try await store.takeOver(instance, inbox: inbox)
      if !instance.status.isEnded, Schedule.number(ofKey: instance.key) == nil { underWay += 1 }
    }
    let waiting = try await live.parts(PartFilter(statuses: [.pending, .sending], messagesOnly: false, limit: Self.rowsMax))
    // What went out before decides what is a reply, and what `notWithin` holds back.
    let delivered = try await live.parts(PartFilter(statuses: [.delivered], limit: Self.rowsMax))
    for record in waiting + delivered {
      try await store.takeOver(record)
      if record.status != .pending { noteTakenOver(record.part.id) }
    }
    return underWay
  }
}
