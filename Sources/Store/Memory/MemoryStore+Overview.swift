package import Calendar
import Machine

extension MemoryStore {
  package func audit(_ entry: AuditEntry) { auditEntries.append(entry) }

  package func audits(limit: Int) -> [AuditEntry] { Array(auditEntries.suffix(max(0, limit))) }

  package func overview(at now: Instant) -> Overview {
    let due = instances.keys.compactMap { dueTime($0, at: now) }
    let shown = instances.values.map(\.instance).filter { Schedule.number(ofKey: $0.key) == nil }
    let byWorkflow = Dictionary(grouping: shown, by: \.workflow)
    return Overview(
      workflows: byWorkflow.keys.sorted().map { name in
        let counts = Dictionary((byWorkflow[name] ?? []).map { ($0.status, 1) }, uniquingKeysWith: +)
        return Overview.Workflow(name: name, counts: counts)
      },
      channels: channelCounts(at: now), due: due.count, oldestDue: due.min(), openIncidents: incidents.count { $0.closedAt == nil })
  }

  private func channelCounts(at now: Instant) -> [Overview.Channel] {
    let open = parts.values.filter { [.pending, .held, .sending, .uncertain, .failed].contains($0.status) }
    let byChannel = Dictionary(grouping: open, by: \.part.channel)
    return byChannel.keys.sorted().map { name in
      let all = byChannel[name] ?? []
      let due = all.filter { $0.status == .pending && $0.part.nextAt <= now }
      return Overview.Channel(
        name: name, pending: all.count { $0.status == .pending }, due: due.count, sending: all.count { $0.status == .sending },
        held: all.count { $0.status == .held }, uncertain: all.count { $0.status == .uncertain },
        failed: all.count { $0.status == .failed },
        oldestDue: due.map(\.part.nextAt).min())
    }
  }

  package func executors(limit: Int) -> [ExecutorPresence] {
    let now = leaseClock()
    let all = executors.values.sorted { ($1.heartbeat, $0.record.id.text) < ($0.heartbeat, $1.record.id.text) }
    return all.prefix(max(0, limit)).map { one in
      ExecutorPresence(
        record: one.record, silentSeconds: Int((now - one.heartbeat).components.seconds), hasEnded: one.isEnded)
    }
  }
}
