import CEL
import Calendar
import Machine
import Workflow

extension MemoryStore {
  /// The writes with their values as plain JSON; throws before anything is changed.
  func checked(_ writes: [InstanceWrite], _ loaded: [DueInstance]) throws(StoreError) -> [InstanceWrite] {
    let steps = Dictionary(uniqueKeysWithValues: loaded.map { ($0.instance.id, $0.instance.step) })
    var seen: Set<InstanceID> = []
    var newParts: Set<PartID> = []
    var plainWrites: [InstanceWrite] = []
    for write in writes {
      let id = write.instance.id
      guard let step = steps[id], seen.insert(id).inserted else { throw .bug("\(id) was not handed out, or written twice") }
      try write.check(loadedStep: step)
      for part in write.steps.flatMap(\.parts) {
        guard newParts.insert(part.id).inserted, parts[part.id] == nil else { throw .constraint("\(part.id) is there already") }
      }
      for key in write.steps.compactMap(\.readKey) {
        guard inboxes[id]?.unread.contains(where: { $0.event.key == key }) ?? false else {
          throw .bug("\(id) has no unread event \(key)")
        }
      }
      plainWrites.append(try plain(write))
    }
    return plainWrites
  }

  private func plain(_ write: InstanceWrite) throws(StoreError) -> InstanceWrite {
    var write = write
    write.instance = try plain(write.instance)
    for index in write.steps.indices {
      for part in write.steps[index].parts.indices {
        write.steps[index].parts[part] = try plain(write.steps[index].parts[part])
      }
      for row in write.steps[index].appended.indices {
        write.steps[index].appended[row].columns = try plain(write.steps[index].appended[row].columns)
      }
      _ = try plain(write.steps[index].record.storedEvent)
    }
    return write
  }

  func apply(_ write: InstanceWrite, at now: Instant) {
    let id = write.instance.id
    instances[id] = MemoryInstance(instance: merged(write.instance))
    for step in write.steps { apply(step, of: write.instance, at: now) }
    if let fault = write.fault { openIncident(fault, of: id, at: now) }
    if write.instance.status.isEnded, inboxes[id]?.unread.isEmpty ?? true { shards[id.shard].remove(id) }
  }

  /// Rows that were not loaded stay as they are unless the write names them.
  private func merged(_ written: Instance) -> Instance {
    guard let kept = instances[written.id]?.instance, let reads = definitions[written.hash.text]?.closure.reads else {
      return written
    }
    var merged = written
    if !reads.items {
      let named = Set(written.items.map(\.id))
      merged.items = kept.items.filter { !named.contains($0.id) } + written.items
    }
    if !reads.children {
      let named = Set(written.children.map(\.id))
      merged.children = kept.children.filter { !named.contains($0.id) } + written.children
    }
    return merged
  }

  private func apply(_ step: StepWrite, of instance: Instance, at now: Instant) {
    let record = step.record
    if let key = step.readKey { inboxes[instance.id]?.markRead(key, step: record.number) }
    appendHistory(record, of: instance)
    for part in step.parts {
      parts[part.id] = MemoryPart(part: part, createdAt: record.moment.wall)
      partsOf[instance.id, default: []].append(part.id)
      pending[part.channel, default: []].insert(part.id)
    }
    for (index, row) in step.appended.enumerated() {
      appendedRows.append(
        AppendedRecord(instance: instance.id, step: record.number, index: index, at: record.moment.now, row: row))
    }
    for change in step.incidents { apply(change, of: instance.id, at: record.moment.wall) }
    for incident in step.effectIncidents { openIncident(incident, of: instance.id, at: record.moment.wall) }
  }

  func appendHistory(_ record: StepRecord, of instance: Instance) {
    histories[instance.id, default: []].append(
      HistoryRecord(
        instance: instance.id, workflow: instance.workflow, key: instance.key, step: record.number, at: record.moment.now,
        wall: record.moment.wall, event: plainOrNull(record.storedEvent), changes: plainOrNull(record.storedChanges),
        engine: engine))
  }

  /// A step's words were checked before anything was written, so nothing is lost here.
  private func plainOrNull(_ value: Value) -> Value {
    do { return try plain(value) } catch { return .null }
  }

  private func apply(_ change: IncidentChange, of id: InstanceID, at now: Instant) {
    switch change {
    case .opened(let entry, let text):
      guard !saidIsOpen(id, entry: entry) else { return }
      let number = openIncident(IncidentOpening(cause: .said, text: text), of: id, at: now)
      saidEntries[number] = entry
    case .closed(let entry):
      for index in incidents.indices
      where incidents[index].instance == id && incidents[index].closedAt == nil
        && saidEntries[incidents[index].number] == entry
      {
        incidents[index].closedAt = now
      }
    }
  }

  private func saidIsOpen(_ id: InstanceID, entry: Int) -> Bool {
    incidents.contains { $0.instance == id && $0.closedAt == nil && saidEntries[$0.number] == entry }
  }

  /// Faults an instance whose step no process survived.
  func faultUnseen(_ id: InstanceID, at now: Instant) {
    instances[id]?.instance.status = .faulted
    openIncident(SweepRule.poisoned, of: id, at: now)
  }

  /// One step incident is open for an instance, one effect incident for a part, one for a channel.
  @discardableResult
  func openIncident(_ opening: IncidentOpening, of id: InstanceID?, channel: String? = nil, at now: Instant) -> Int64 {
    let subject = channel ?? id.map(subject) ?? ""
    let open = incidents.first { incident in
      guard incident.cause == opening.cause, incident.closedAt == nil else { return false }
      switch opening.cause {
      case .step: return incident.instance == id
      case .effect: return opening.part != nil && incident.part == opening.part
      case .channel, .brake, .restore: return incident.subject == subject
      case .said: return false
      }
    }
    if let open { return open.number }
    let number = Int64(incidents.count + 1)
    incidents.append(
      IncidentRecord(
        number: number, cause: opening.cause, subject: subject, instance: id, part: opening.part, text: opening.text,
        detail: opening.detail, openedAt: now, closedAt: nil))
    return number
  }

  func closeIncidents(at now: Instant, where matches: (IncidentRecord) -> Bool) {
    for index in incidents.indices where incidents[index].closedAt == nil && matches(incidents[index]) {
      incidents[index].closedAt = now
    }
  }
}
