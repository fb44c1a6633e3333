package import CEL
package import Calendar
package import Machine
import PostgreSQL
package import Store
import Workflow

extension PostgresStore {
  package func claimUntold(at now: Instant) async throws(StoreError) -> [IncidentRecord] {
    try reading(try await rows(UpkeepSQL.claimUntold, [.instant(now), .instant(now.adding(seconds: UpkeepLimits.noticeSeconds))])) {
      cursor in
      let number = Int64(try cursor.int())
      let cause = try cursor.word(IncidentOpening.Cause.self)
      let subject = try cursor.text()
      let instance = try cursor.optionalInstanceID()
      let about = try cursor.optionalText()
      return IncidentRecord(
        number: number, cause: cause, subject: subject, instance: instance, part: cause == .effect ? about.flatMap { PartID($0) } : nil,
        text: try cursor.text(), detail: try cursor.optionalText(), openedAt: try cursor.instant(), closedAt: try cursor.optionalInstant())
    }
  }

  package func noteTold(_ numbers: [Int64], at now: Instant) async throws(StoreError) {
    _ = try await rows(UpkeepSQL.noteTold, [.int8s(numbers), .instant(now)])
  }

  package func maintenanceWindows(at now: Instant) async throws(StoreError) -> [MaintenanceWindow] {
    try reading(try await rows(UpkeepSQL.listWindows, [.instant(now)])) { cursor in
      MaintenanceWindow(
        number: Int64(try cursor.int()), workflow: try cursor.optionalText(), channel: try cursor.optionalText(),
        begins: try cursor.instant(),
        ends: try cursor.optionalInstant(), cron: try cursor.optionalText(), minutes: try cursor.optionalInt(), zone: try cursor.text(),
        by: try cursor.text(), reason: try cursor.text())
    }
  }

  package func openMaintenance(_ window: MaintenanceWindow) async throws(StoreError) -> Int64 {
    let opened = try await rows(
      UpkeepSQL.openWindow,
      [
        .nullable(text: window.workflow), .nullable(text: window.channel), .instant(window.begins), .optional(window.ends),
        .nullable(text: window.cron), .nullable(int4: window.minutes.map { Int32(clamping: $0) }), .text(window.zone), .text(window.by),
        .text(window.reason),
      ])
    guard let number = try reading(opened, { cursor in try cursor.int() }).first else { throw StoreError.bug("a window got no number") }
    return Int64(number)
  }

  package func endMaintenance(_ number: Int64, at now: Instant) async throws(StoreError) -> Bool {
    try await rows(UpkeepSQL.endWindow, [.int8(number), .instant(now)]).count == 1
  }

  package func instances(withItemField field: String, equalTo value: Value) async throws(StoreError) -> [InstanceID] {
    let words = value.string ?? JSONText.text(value)
    return try reading(try await rows(UpkeepSQL.findByItem, [.text(field), .text(words)])) { cursor in try cursor.instanceID() }
  }

  package func endedInstances(_ filter: EndedFilter) async throws(StoreError) -> [InstanceID] {
    let limit = Parameter.number(max(0, filter.limit))
    let found: Rows
    if let workflow = filter.workflow, let version = filter.version, filter.isUnredactedOnly {
      found = try await rows(UpkeepSQL.listUnredacted, [.instant(filter.before), .text(workflow), .text(version.text), limit])
    } else {
      found = try await rows(
        UpkeepSQL.listEnded,
        [
          .instant(filter.before), .nullable(text: filter.workflow), .nullable(text: filter.version?.text), .bool(filter.isUnredactedOnly),
          limit,
        ])
    }
    return try reading(found) { cursor in try cursor.instanceID() }
  }

  package func endedVersions() async throws(StoreError) -> [EndedVersion] {
    try reading(try await rows(UpkeepSQL.listEndedVersions)) { cursor in
      EndedVersion(workflow: try cursor.text(), hash: DefinitionHash(text: try cursor.text()))
    }
  }

  package func rewrite(
    _ id: InstanceID, marksRedacted: Bool, at now: Instant, _ change: @escaping @Sendable (KeptPlace, Value) -> Value
  ) async throws(StoreError) -> Int? {
    try await repeating {
      try await pool.transaction { transaction in
        guard try !transaction.query(InstanceSQL.lockWork, [.shard(id.shard), .id(id)]).isEmpty else { return nil }
        var rewrite = Rewrite(transaction: transaction, id: id, change: change)
        try rewrite.run()
        if marksRedacted || rewrite.changed > 0 { try rewrite.forgetMails() }
        if marksRedacted { _ = try transaction.query(UpkeepSQL.mark, [.shard(id.shard), .id(id), .instant(now)]) }
        return rewrite.changed
      }
    }
  }

  package func prune(_ ids: [InstanceID]) async throws(StoreError) -> [InstanceID] {
    var gone: [InstanceID] = []
    for (shard, some) in Dictionary(grouping: ids, by: \.shard).sorted(by: { $0.key < $1.key }) {
      gone += try reading(try await rows(UpkeepSQL.prune, [.shard(shard), .ids(some)])) { cursor in try cursor.instanceID() }
    }
    return gone
  }

  package func noteStorage() async throws(StoreError) {
    _ = try await rows(StorageSQL.note, [.number(UpkeepLimits.sampleHours), .number(UpkeepLimits.sampleDays)])
  }

  package func storage() async throws(StoreError) -> StorageRecord {
    let samples = try reading(try await rows(StorageSQL.samples)) { cursor in
      StorageRecord.Sample(at: try cursor.instant(), bytes: Int64(try cursor.int()))
    }
    let tables = try reading(try await rows(StorageSQL.tables)) { cursor in
      StorageRecord.Table(name: try cursor.text(), bytes: Int64(try cursor.int()))
    }
    let folders = try reading(try await rows(StorageSQL.folders)) { cursor in try cursor.text() }
    let whole = try reading(try await rows(StorageSQL.read)) { cursor in
      StorageRecord(
        bytes: Int64(try cursor.int()), tables: tables, samples: samples, now: try cursor.instant(), folders: folders,
        isReadOnly: try cursor.bool(), isReplica: try cursor.bool())
    }
    guard let only = whole.first else { throw StoreError.bug("the size of the database is not one row") }
    return only
  }

  package func historyMonths() async throws(StoreError) -> [HistoryMonthRecord] {
    try reading(try await rows(UpkeepSQL.listMonths)) { cursor in
      HistoryMonthRecord(month: try cursor.text(), steps: try cursor.int())
    }
  }

  package func dropHistory(month: String) async throws(StoreError) -> Bool {
    let months = try await historyMonths().map(\.month)
    guard months.contains(month) else { return false }
    let table = "history_" + month.map { $0 == "-" ? "_" : String($0) }.joined()
    return try await repeating {
      try await pool.transaction { transaction in
        _ = try transaction.query(MigrationSQL.lock)
        let left = try transaction.query(
          Statement(
            "HistoryMonthLeft",
            "SELECT EXISTS (SELECT FROM history h JOIN instance i ON i.s = h.s AND i.id = h.id WHERE h.tableoid = to_regclass($1)::oid)"),
          [.text(table)])
        guard try !left.only().bool(0) else { return false }
        try transaction.execute("DROP TABLE \(table)")
        return true
      }
    }
  }
}
