package import Calendar
import Machine
package import Workflow

extension MemoryStore {
  package func deploy(_ closure: DefinitionClosure, starts: Int, at now: Instant) throws(StoreError) -> Deployment {
    guard let installation else { throw .noInstallation }
    try StoreLimits.check(name: closure.workflow)
    let present = current[closure.workflow]
    if let present, present.hash == closure.hash { return Deployment(number: present.number, isNew: false) }
    let number = (present?.number ?? 0) + 1
    definitions[closure.hash.text] = MemoryDefinition(closure: closure)
    current[closure.workflow] = WorkflowRecord(
      workflow: closure.workflow, hash: closure.hash, number: number, deployedAt: now)
    deploymentRecords.append(DeploymentRecord(workflow: closure.workflow, number: number, hash: closure.hash, at: now))
    for start in 0..<max(0, starts) { tellSchedule(start, of: closure, number, installation, at: now) }
    for id in schedules(of: closure.workflow, from: starts) { endSchedule(id, for: closure.hash, at: now) }
    return Deployment(number: number, isNew: true)
  }

  package func closure(of hash: DefinitionHash) -> DefinitionClosure? { definitions[hash.text]?.closure }

  package func workflows() -> [WorkflowRecord] {
    current.values.sorted { $0.workflow.utf8.lexicographicallyPrecedes($1.workflow.utf8) }
  }

  private func tellSchedule(
    _ start: Int, of closure: DefinitionClosure, _ number: Int, _ installation: String, at now: Instant
  ) {
    let schedule = ScheduleKey(start: start)
    let newest = (runs[closure.workflow]?[schedule.text]?.last).flatMap { instances[$0]?.instance }
    var id = newest?.id
    if newest?.status.isEnded ?? true {
      let opened = schedule.instance(of: closure, run: (newest?.run ?? 0) + 1, installation: installation, at: now)
      put(new: opened)
      id = opened.id
    }
    if let id { _ = take(ScheduleKey.deployed(id, closure.hash, number: number, at: now)) }
  }

  /// Schedules that have not ended, with a number of `first` or more.
  private func schedules(of workflow: String, from first: Int) -> [InstanceID] {
    (runs[workflow] ?? [:]).compactMap { key, ids in
      guard let start = ScheduleKey(key)?.start, start >= first, let id = ids.last else { return nil }
      return instances[id]?.instance.status.isEnded == false ? id : nil
    }
  }

  private func endSchedule(_ id: InstanceID, for hash: DefinitionHash, at now: Instant) {
    guard let row = instances[id] else { return }
    let (ended, record) = ScheduleKey.ended(row.instance, by: hash, at: now)
    instances[id] = MemoryInstance(instance: ended)
    appendHistory(record, of: ended)
    closeIncidents(at: now) { $0.instance == id && $0.cause != .effect }
  }
}
