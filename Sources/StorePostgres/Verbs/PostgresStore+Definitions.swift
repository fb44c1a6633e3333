import CEL
package import Calendar
import Machine
import PostgreSQL
package import Store
package import Workflow

extension PostgresStore {
  package func deploy(_ closure: DefinitionClosure, starts: Int, at now: Instant) async throws(StoreError) -> Deployment {
    try await repeating {
      try await pool.transaction { transaction in
        try DeployTransaction(transaction: transaction, closure: closure, now: now, engine: engine).run(starts: max(0, starts))
      }
    }
  }

  package func closure(of hash: DefinitionHash) async throws(StoreError) -> DefinitionClosure? {
    try reading(try await rows(DefinitionSQL.find, [.text(hash.text)])) { cursor in
      let workflow = try cursor.text()
      let files = try [DefinitionClosure.File](stored: try cursor.json())
      return DefinitionClosure(
        hash: hash, workflow: workflow, files: files,
        reads: Definition.Reads(items: try cursor.bool(), children: try cursor.bool()))
    }.first
  }

  package func workflows() async throws(StoreError) -> [WorkflowRecord] {
    try reading(try await rows(DefinitionSQL.listCurrent)) { cursor in
      WorkflowRecord(
        workflow: try cursor.text(), hash: DefinitionHash(text: try cursor.text()), number: try cursor.int(),
        deployedAt: try cursor.instant())
    }
  }
}

/// Makes a definition current and tells its schedules, all or nothing.
private struct DeployTransaction {
  let transaction: Transaction
  let closure: DefinitionClosure
  let now: Instant
  let engine: String

  func run(starts: Int) throws -> Deployment {
    guard let installation = try transaction.query(EngineSQL.readInstallation).only().optionalText(0) else {
      throw StoreError.noInstallation
    }
    let made = try transaction.query(
      DefinitionSQL.makeCurrent, [.text(closure.workflow), .text(closure.hash.text), .number(starts), .instant(now)])
    guard let row = made.first else {
      let number = try transaction.query(DefinitionSQL.readNumber, [.text(closure.workflow)]).only().int(0)
      return Deployment(number: number, isNew: false)
    }
    let number = try row.int(0)
    _ = try transaction.query(
      DefinitionSQL.put,
      [
        .text(closure.hash.text), .text(closure.workflow), .value(closure.files.stored), .bool(closure.reads.items),
        .bool(closure.reads.children),
      ])
    _ = try transaction.query(
      OperationsSQL.noteDeployment, [.text(closure.workflow), .number(number), .text(closure.hash.text), .instant(now)])
    let schedules = try newestSchedules()
    for start in 0..<starts { try tell(ScheduleKey(start: start), schedules, number, installation) }
    for (schedule, newest) in schedules.sorted(by: { $0.key.start < $1.key.start })
    where schedule.start >= starts && !newest.isEnded {
      try end(newest.id)
    }
    return Deployment(number: number, isNew: true)
  }

  private func newestSchedules() throws -> [ScheduleKey: OpeningPlan.Newest] {
    var schedules: [ScheduleKey: OpeningPlan.Newest] = [:]
    for row in try transaction.query(DefinitionSQL.listSchedules, [.text(closure.workflow)]) {
      var cursor = RowCursor(row)
      let id = try cursor.instanceID()
      guard let key = ScheduleKey(try cursor.text()) else { continue }
      let run = try cursor.int()
      let status = try cursor.word(Instance.Status.self)
      schedules[key] = OpeningPlan.Newest(id: id, run: run, isEnded: status.isEnded)
    }
    return schedules
  }

  private func tell(
    _ schedule: ScheduleKey, _ newest: [ScheduleKey: OpeningPlan.Newest], _ number: Int, _ installation: String
  ) throws {
    if let present = newest[schedule], !present.isEnded {
      let event = ScheduleKey.deployed(present.id, closure.hash, number: number, at: now)
      _ = try transaction.query(InboxSQL.append, InboxColumns.append(event))
    } else {
      let run = (newest[schedule]?.run ?? 0) + 1
      let opened = schedule.instance(of: closure, run: run, installation: installation, at: now)
      let event = ScheduleKey.deployed(opened.id, closure.hash, number: number, at: now)
      _ = try transaction.query(InstanceSQL.open, InboxColumns.open(opened, event))
    }
  }

  /// Waits for the schedule's row like a step, and writes the step that ends it.
  private func end(_ id: InstanceID) throws {
    _ = try transaction.query(InstanceSQL.lockWork, [.shard(id.shard), .id(id)])
    let rows = try transaction.query(InstanceSQL.load, .keys([id]))
    var cursor = RowCursor(try rows.only())
    let schedule = try InstanceRow(&cursor).instance
    guard !schedule.status.isEnded else { return }
    let (ended, record) = ScheduleKey.ended(schedule, by: closure.hash, at: now)
    var batch = StepBatch(now: now, engine: engine)
    let reads = Definition.Reads(items: false, children: false)
    batch.add(
      InstanceWrite(fromStep: schedule.step, instance: ended, steps: [StepWrite(record: record, readKey: nil, parts: [])]),
      loaded: LoadedInstance(instance: DueInstance(instance: schedule, events: []), reads: reads))
    batch.closeAll(id)
    try batch.commit(transaction, epoch: try transaction.query(StepSQL.readEpoch).only().int(0))
  }
}
