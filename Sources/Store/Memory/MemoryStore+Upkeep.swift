package import CEL
package import Calendar
package import Machine
import Workflow

extension MemoryStore {
  package func claimUntold(at now: Instant) -> [IncidentRecord] { incidents.filter { $0.closedAt == nil && !told.contains($0.number) } }

  package func noteTold(_ numbers: [Int64], at now: Instant) { told.formUnion(numbers) }

  package func maintenanceWindows(at now: Instant) -> [MaintenanceWindow] {
    windows.filter { window in window.ends.map { $0 > now } ?? true }
  }

  package func openMaintenance(_ window: MaintenanceWindow) -> Int64 {
    var kept = window
    kept.number = Int64(windows.count + 1)
    windows.append(kept)
    return kept.number
  }

  package func endMaintenance(_ number: Int64, at now: Instant) -> Bool {
    guard let place = windows.firstIndex(where: { $0.number == number }), windows[place].ends.map({ $0 > now }) ?? true else {
      return false
    }
    windows[place].ends = now
    for id in pending.values.flatMap({ $0 }) where parts[id]?.lastAnswer["window"]?.int == number { parts[id]?.part.nextAt = now }
    return true
  }

  package func instances(withItemField field: String, equalTo value: Value) -> [InstanceID] {
    instances.values.map(\.instance).filter { $0.items.contains { $0.fields[field] == value } }.map(\.id).sorted()
  }

  package func endedInstances(_ filter: EndedFilter) -> [InstanceID] {
    let ended = instances.values.map(\.instance).filter { instance in
      guard let closed = instance.closedAt, closed < filter.before, filter.workflow == nil || instance.workflow == filter.workflow,
        filter.version == nil || instance.hash == filter.version
      else { return false }
      return !filter.isUnredactedOnly || !redacted.contains(instance.id)
    }
    return ended.sorted { ($0.closedAt ?? .latest, $0.id) < ($1.closedAt ?? .latest, $1.id) }.prefix(max(0, filter.limit)).map(\.id)
  }

  package func endedVersions() -> [EndedVersion] {
    let ended = instances.values.map(\.instance).filter { $0.closedAt != nil && !redacted.contains($0.id) }
    return Set(ended.map { EndedVersion(workflow: $0.workflow, hash: $0.hash) })
      .sorted { ($0.workflow, $0.hash.text) < ($1.workflow, $1.hash.text) }
  }

  package func rewrite(
    _ id: InstanceID, marksRedacted: Bool, at now: Instant, _ change: @escaping @Sendable (KeptPlace, Value) -> Value
  ) throws(StoreError) -> Int? {
    guard var instance = instances[id]?.instance else { return nil }
    var changed = 0
    func new(_ place: KeptPlace, _ value: Value) -> Value {
      let after = change(place, value)
      if after != value { changed += 1 }
      return after
    }
    instance.input = new(.input, instance.input)
    instance.data = new(.data, instance.data)
    for place in instance.items.indices { instance.items[place].fields = new(.item, .map(instance.items[place].fields)).map ?? ValueMap() }
    instances[id]?.instance = instance
    histories[id] = histories[id]?.map { record in
      var record = record
      record.event = new(.event, record.event)
      record.changes = new(.changes, record.changes)
      return record
    }
    for part in partsOf[id] ?? [] {
      guard var row = parts[part] else { continue }
      let body = new(.message, row.part.body)
      if body != row.part.body, row.settledAt != nil { row.bytes = nil }
      row.part.body = body
      replace(row)
    }
    if marksRedacted { redacted.insert(id) }
    return changed
  }

  package func prune(_ ids: [InstanceID]) -> [InstanceID] {
    let gone = ids.filter { instances[$0]?.instance.status.isEnded ?? false }
    for id in gone {
      guard let instance = instances.removeValue(forKey: id)?.instance else { continue }
      runs[instance.workflow]?[instance.key]?.removeAll { $0 == id }
      shards[id.shard].remove(id)
      inboxes[id] = nil
      for part in partsOf.removeValue(forKey: id) ?? [] {
        if let row = parts.removeValue(forKey: part) { pending[row.part.channel]?.remove(part) }
        sending.remove(part)
      }
      incidents.removeAll { $0.instance == id }
    }
    return gone
  }

  /// The history in memory has no months of its own, and nobody asks for its size.
  package func makeHistoryPartitions(at now: Instant) -> [String] { [] }
  package func noteStorage() {}
  package func storage() -> StorageRecord {
    StorageRecord(bytes: 0, tables: [], samples: [], now: leaseClock())
  }

  package func historyMonths() -> [HistoryMonthRecord] { [] }
  package func dropHistory(month: String) -> Bool { false }
}
