package import Calendar
package import Machine

extension MemoryStore {
  package func instances(_ filter: InstanceFilter) -> [Instance] {
    let matching = instances.values.lazy.map(\.instance).filter { filter.matches($0) }
    return Array(matching.sorted { Self.bookOrder($0, $1) }.prefix(max(0, filter.limit)))
  }

  private static func bookOrder(_ left: Instance, _ right: Instance) -> Bool {
    if left.workflow != right.workflow { return left.workflow.utf8.lexicographicallyPrecedes(right.workflow.utf8) }
    if left.key != right.key { return left.key.utf8.lexicographicallyPrecedes(right.key.utf8) }
    return left.run < right.run
  }

  package func instance(_ id: InstanceID) -> Instance? { instances[id]?.instance }

  package func instance(workflow: String, key: String) -> Instance? {
    (runs[workflow]?[key]?.last).flatMap { instances[$0]?.instance }
  }

  package func history(of id: InstanceID?, from: Instant?, limit: Int) -> [HistoryRecord] {
    let from = from ?? .earliest
    if let id { return Array((histories[id] ?? []).lazy.filter { $0.wall >= from }.prefix(max(0, limit))) }
    let all = histories.values.joined().filter { $0.wall >= from }
    return Array(all.sorted { ($0.wall, $0.at, $0.instance, $0.step) < ($1.wall, $1.at, $1.instance, $1.step) }.prefix(max(0, limit)))
  }

  package func parts(_ filter: PartFilter) -> [PartRecord] {
    let ids = filter.instance.map { partsOf[$0] ?? [] } ?? Array(parts.keys)
    let matching = ids.compactMap { parts[$0] }.filter { row in
      guard filter.matches(row.part, row.status), filter.since.map({ row.createdAt >= $0 }) ?? true else { return false }
      return filter.workflow == nil || instances[row.part.effect.instance]?.instance.workflow == filter.workflow
    }
    let newest = matching.sorted { ($0.createdAt, $0.part.id) < ($1.createdAt, $1.part.id) }.suffix(max(0, filter.limit))
    return newest.map { row in
      let instance = instances[row.part.effect.instance]?.instance
      return PartRecord(
        part: row.part, workflow: instance?.workflow ?? "", key: instance?.key ?? "", status: row.status,
        attempts: row.attempts, uncertains: row.uncertains, createdAt: row.createdAt, settledAt: row.settledAt,
        lastAnswer: row.lastAnswer)
    }
  }

  package func attempts(of part: PartID) -> [AttemptRecord] { (parts[part]?.tried ?? []).map(\.record) }

  package func incidents(openOnly: Bool) -> [IncidentRecord] {
    Array(incidents.lazy.filter { !openOnly || $0.closedAt == nil }.suffix(StoreLimits.listedMax))
  }

  package func appended(to table: String, limit: Int) -> [AppendedRecord] {
    Array(
      appendedRows.filter { $0.row.table == table }.sorted {
        ($0.at, $0.instance, $0.step, $0.index) < ($1.at, $1.instance, $1.step, $1.index)
      }
      .suffix(max(0, limit)))
  }

  package func inbox(of id: InstanceID) -> [InboxRecord] {
    let rows = (inboxes[id]?.read ?? []) + (inboxes[id]?.unread ?? [])
    let ordered = rows.sorted { ($0.event.at, $0.sequence) < ($1.event.at, $1.sequence) }
    return ordered.prefix(StoreLimits.listedMax).map { InboxRecord(event: $0.event, step: $0.step) }
  }
}

extension InstanceFilter {
  /// The beginning of a key, where the filter's ends in `*`.
  package var keyPrefix: String? { key.flatMap { $0.hasSuffix("*") ? String($0.dropLast()) : nil } }

  func matches(_ instance: Instance) -> Bool {
    if let workflow, instance.workflow != workflow { return false }
    if let keyPrefix {
      guard instance.key.utf8.starts(with: keyPrefix.utf8) else { return false }
    } else if let key, instance.key != key {
      return false
    }
    if !statuses.isEmpty, !statuses.contains(instance.status) { return false }
    return includesSchedules || !instance.key.hasPrefix(ScheduleKey.prefix)
  }
}

extension PartFilter {
  func matches(_ part: OutboxPart, _ status: PartRecord.Status) -> Bool {
    if let id, part.id != id { return false }
    if let instance, part.effect.instance != instance { return false }
    if let template, part.message?.template.hasSuffix("/" + template) != true { return false }
    if let channel, part.channel != channel { return false }
    if let recipient, part.recipient != recipient { return false }
    if !statuses.isEmpty, !statuses.contains(status) { return false }
    return !messagesOnly || part.message != nil
  }
}
