import CEL
package import Calendar
package import Machine

extension MemoryStore {
  package func operate(
    on id: InstanceID, at now: Instant, epoch wanted: Int, decide: @Sendable (Instance) throws(StepAbandoned) -> InstanceWrite
  ) throws(StoreError) -> Bool {
    guard wanted == epoch else { throw .wrongEpoch(epoch, wanted: wanted) }
    guard let loaded = loadDue(id, at: now) else { return false }
    let write: InstanceWrite
    do {
      write = try decide(loaded.instance)
    } catch {
      throw StoreError(retry: .never, message: "the step was abandoned: \(error.reason)")
    }
    for plain in try checked([write], [loaded]) { apply(plain, at: now) }
    if loaded.instance.status == .faulted, write.instance.status == .running {
      closeIncidents(at: now) { $0.instance == id && $0.cause == .step }
    }
    if write.instance.status.isEnded {
      closeIncidents(at: now) { $0.instance == id && ($0.cause == .step || $0.cause == .said) }
    }
    return true
  }

  package func redriveInstance(_ id: InstanceID, at now: Instant) -> Bool {
    guard instances[id]?.instance.status == .faulted else { return false }
    let status = statusBeforeFault(id)
    instances[id]?.instance.status = status
    instances[id]?.suspect = 0
    closeIncidents(at: now) { $0.cause == .step && $0.instance == id }
    return true
  }

  private func statusBeforeFault(_ id: InstanceID) -> Instance.Status {
    guard instances[id]?.instance.closedAt != nil else { return .running }
    let wasCancelled = (histories[id] ?? []).contains { $0.event["name"]?.string == StoredEventName.cancelled }
    return wasCancelled ? .cancelled : .completed
  }

  package func redrivePart(_ id: PartID, at now: Instant) -> Bool {
    guard var row = parts[id], row.status == .failed || row.status == .uncertain else { return false }
    row.status = .pending
    row.attempts = 0
    row.token += 1
    row.part.nextAt = now
    row.settledAt = nil
    replace(row)
    closeIncidents(at: now) { $0.cause == .effect && $0.part == id }
    return true
  }

  package func closeIncident(_ number: Int64, at now: Instant) -> Bool {
    guard let index = incidents.firstIndex(where: { $0.number == number }), incidents[index].closedAt == nil else { return false }
    incidents[index].closedAt = now
    return true
  }
}
