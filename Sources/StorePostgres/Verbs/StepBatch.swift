import Calendar
import Machine
import PostgreSQL
import Store
import Workflow

/// What a batch of steps writes, gathered as columns: one statement for each table.
struct StepBatch {
  private let now: Instant
  private let engine: String

  private var instances = InstanceColumns()
  private var history = HistoryColumns()
  private var reads: [(id: InstanceID, key: String, step: Int)] = []
  private var parts = OutboxColumns()
  private var appended: [AppendedRecord] = []
  private var incidents = IncidentColumns()
  private var closings = IncidentClosings()
  private var masterFile = MasterFileChanges()
  private var faulted: [InstanceID] = []
  private var ended: [InstanceID] = []

  init(now: Instant, engine: String) {
    self.now = now
    self.engine = engine
  }

  mutating func add(_ write: InstanceWrite, loaded: LoadedInstance) {
    let id = write.instance.id
    // What was given at the start is completed by the first step, and by a newer version's defaults; otherwise it never changes.
    let isMoved = loaded.instance.instance.hash != write.instance.hash
    instances.add(write.instance, from: write.fromStep, writesInput: write.fromStep == 0 || isMoved)
    for step in write.steps {
      let wall = step.record.moment.wall
      history.add(id, step.record)
      if let key = step.readKey { reads.append((id, key, step.record.number)) }
      for part in step.parts { parts.add(part, createdAt: wall) }
      for (index, row) in step.appended.enumerated() {
        appended.append(
          AppendedRecord(instance: id, step: step.record.number, index: index, at: step.record.moment.now, row: row))
      }
      for change in step.incidents {
        switch change {
        case .opened(let entry, let text):
          incidents.add(id, IncidentOpening(cause: .said, text: text), about: String(entry), at: wall)
        case .closed(let entry): closings.add(id, .said, about: String(entry), at: wall)
        }
      }
      for incident in step.effectIncidents { incidents.add(id, incident, at: wall) }
    }
    if let fault = write.fault { incidents.add(id, fault, at: now) }
    masterFile.add(write.instance, loaded: loaded)
  }

  /// Closes what an instance that ends by itself no longer says or needs.
  mutating func closeAll(_ id: InstanceID) {
    ended.append(id)
  }

  /// What an instance was faulted for is over: a person passed it over.
  mutating func closeFault(_ id: InstanceID) {
    closings.add(id, .step, about: "", at: now)
  }

  /// Puts an instance to rest that was not stepped.
  mutating func fault(_ id: InstanceID, _ incident: IncidentOpening) {
    faulted.append(id)
    incidents.add(id, incident, at: now)
  }

  /// One round trip; what does not fit what was loaded is an error, and with it nothing is written.
  func commit(_ transaction: Transaction, epoch: Int) throws {
    guard instances.count > 0 || !faulted.isEmpty else { return }
    var plan: [(call: Call, rows: Int?)] = [(Call(StepSQL.readEpoch), nil)]
    if instances.count > 0 {
      plan.append((instances.setWork, instances.count))
      plan.append((instances.move, instances.count))
    }
    if !faulted.isEmpty {
      plan.append((Call(StepSQL.restWork, .keys(faulted)), faulted.count))
      plan.append((Call(StepSQL.faultUnseen, .keys(faulted)), faulted.count))
    }
    if !reads.isEmpty { plan.append((readsCall, reads.count)) }
    if history.count > 0 { plan.append((history.insert(engine: engine), history.count)) }
    if parts.count > 0 { plan.append((parts.insert, parts.count)) }
    if !appended.isEmpty { plan.append((appendedCall, appended.count)) }
    plan += masterFile.calls.map { ($0, nil) }
    plan += (incidents.calls + closings.calls).map { ($0, nil) }
    if !ended.isEmpty { plan.append((Call(IncidentSQL.closeOf, .keys(ended) + [.instant(now)]), nil)) }
    let answers = try transaction.pipeline(plan.map(\.call))
    let found = try answers[0].only().int(0)
    guard found == epoch else { throw StoreError.wrongEpoch(found, wanted: epoch) }
    for (step, answer) in zip(plan, answers) {
      if let rows = step.rows, rows != answer.affected {
        throw StoreError.bug("\(step.call.statement.name) met \(answer.affected) rows of \(rows)")
      }
    }
  }

  private var readsCall: Call {
    Call(InboxSQL.markRead, .keys(reads.map(\.id)) + [.texts(reads.map(\.key)), .numbers(reads.map(\.step))])
  }

  private var appendedCall: Call {
    Call(
      AppendedSQL.insert,
      .keys(appended.map(\.instance)) + [
        .numbers(appended.map(\.step)), .numbers(appended.map(\.index)),
        .texts(appended.map(\.row.table)), .instants(appended.map(\.at)), .values(appended.map(\.row.columns)),
      ])
  }
}
