package import Calendar
import Machine
import PostgreSQL
package import Store

extension PostgresStore {
  package func audit(_ entry: AuditEntry) async throws(StoreError) {
    _ = try await rows(
      OverviewSQL.insertAudit,
      [.instant(entry.at), .text(entry.by), .text(entry.verb), .text(entry.target), .text(entry.reason), .text(entry.outcome)])
  }

  package func audits(limit: Int) async throws(StoreError) -> [AuditEntry] {
    try reading(try await rows(OverviewSQL.listAudits, [.number(max(0, limit))])) { cursor in
      AuditEntry(
        at: try cursor.instant(), by: try cursor.text(), verb: try cursor.text(), target: try cursor.text(), reason: try cursor.text(),
        outcome: try cursor.text())
    }
  }

  package func overview(at now: Instant) async throws(StoreError) -> Overview {
    let due = try reading(try await rows(OverviewSQL.countDue, [.instant(now)])) { cursor in
      (count: try cursor.int(), oldest: try cursor.optionalInstant())
    }
    let incidents = try reading(try await rows(OverviewSQL.countIncidents)) { cursor in try cursor.int() }
    return Overview(
      workflows: try await workflowCounts(), channels: try await channelCounts(at: now), due: due.first?.count ?? 0,
      oldestDue: due.first?.oldest, openIncidents: incidents.first ?? 0)
  }

  private func workflowCounts() async throws(StoreError) -> [Overview.Workflow] {
    let counted = try reading(try await rows(OverviewSQL.countInstances)) { cursor in
      (workflow: try cursor.text(), status: try cursor.word(Instance.Status.self), count: try cursor.int())
    }
    var workflows: [Overview.Workflow] = []
    for row in counted {
      if workflows.last?.name != row.workflow { workflows.append(Overview.Workflow(name: row.workflow, counts: [:])) }
      workflows[workflows.count - 1].counts[row.status] = row.count
    }
    return workflows
  }

  private func channelCounts(at now: Instant) async throws(StoreError) -> [Overview.Channel] {
    try reading(try await rows(OverviewSQL.countParts, [.instant(now)])) { cursor in
      Overview.Channel(
        name: try cursor.text(), pending: try cursor.int(), due: try cursor.int(), sending: try cursor.int(),
        held: try cursor.int(), uncertain: try cursor.int(), failed: try cursor.int(), oldestDue: try cursor.optionalInstant())
    }
  }

  package func executors(limit: Int) async throws(StoreError) -> [ExecutorPresence] {
    try reading(try await rows(OverviewSQL.listExecutors, [.number(max(0, limit))])) { cursor in
      let record = ExecutorRecord(
        id: ExecutorID(text: try cursor.text()), host: try cursor.text(), processID: try cursor.int(), version: try cursor.text())
      return ExecutorPresence(record: record, silentSeconds: try cursor.int(), hasEnded: try cursor.bool())
    }
  }
}
