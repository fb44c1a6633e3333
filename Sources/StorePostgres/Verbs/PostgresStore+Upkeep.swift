package import CEL
package import Calendar
package import Machine
import PostgreSQL
package import Store

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

  package func endedInstances(
    of workflow: String?, before: Instant, unredacted: Bool, limit: Int
  ) async throws(StoreError) -> [InstanceID] {
    let found = try await rows(
      UpkeepSQL.listEnded, [.instant(before), .nullable(text: workflow), .bool(unredacted), .number(max(0, limit))])
    return try reading(found) { cursor in try cursor.instanceID() }
  }

  package func rewrite(
    _ id: InstanceID, marksRedacted: Bool, at now: Instant, _ change: @escaping @Sendable (Value) -> Value
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

/// Everything that is kept of one instance, value by value.
private struct Rewrite {
  let transaction: Transaction
  let id: InstanceID
  let change: @Sendable (Value) -> Value
  private(set) var changed = 0

  init(transaction: Transaction, id: InstanceID, change: @escaping @Sendable (Value) -> Value) {
    (self.transaction, self.id, self.change) = (transaction, id, change)
  }

  private var key: [Parameter] { [.shard(id.shard), .id(id)] }

  mutating func run() throws {
    try items()
    try instance()
    try history()
    try inbox()
    try outbox()
    try incidents()
  }

  /// Whatever is forgotten may stand in what people wrote, in any encoding: all of it goes.
  mutating func forgetMails() throws {
    changed += try transaction.query(ReceivedMailSQL.forget, [.id(id), .text(UpkeepLimits.forgotten)]).affected
  }

  private mutating func items() throws {
    for row in try transaction.query(UpkeepSQL.readItems, key) {
      var cursor = RowCursor(row)
      let item = try cursor.text()
      let fields = try cursor.json()
      let after = change(fields)
      guard after != fields else { continue }
      changed += 1
      _ = try transaction.query(UpkeepSQL.writeItem, key + [.text(item), .value(after)])
    }
  }

  private mutating func instance() throws {
    for row in try transaction.query(UpkeepSQL.readInstance, key) {
      var cursor = RowCursor(row)
      let (input, data) = (try cursor.json(), try cursor.json())
      let after = (change(input), change(data))
      guard after.0 != input || after.1 != data else { continue }
      changed += 1
      _ = try transaction.query(UpkeepSQL.writeInstance, key + [.value(after.0), .value(after.1)])
    }
  }

  private mutating func history() throws {
    for row in try transaction.query(UpkeepSQL.readHistory, key) {
      var cursor = RowCursor(row)
      let step = try cursor.int()
      let (event, changes) = (try cursor.json(), try cursor.json())
      let after = (change(event), change(changes))
      guard after.0 != event || after.1 != changes else { continue }
      changed += 1
      _ = try transaction.query(UpkeepSQL.writeHistory, key + [.number(step), .value(after.0), .value(after.1)])
    }
  }

  private mutating func inbox() throws {
    for row in try transaction.query(UpkeepSQL.readInbox, key) {
      var cursor = RowCursor(row)
      let event = try cursor.text()
      let data = try cursor.json()
      let after = change(data)
      guard after != data else { continue }
      changed += 1
      _ = try transaction.query(UpkeepSQL.writeInbox, key + [.text(event), .value(after)])
    }
  }

  private mutating func outbox() throws {
    for row in try transaction.query(UpkeepSQL.readOutbox, key) {
      var cursor = RowCursor(row)
      let part = [try cursor.int(), try cursor.int(), try cursor.int()]
      let (body, answer) = (try cursor.json(), try cursor.json())
      let recipient = try cursor.text()
      let after = (change(body), change(answer), change(.string(recipient)).string ?? recipient)
      guard after.0 != body || after.1 != answer || after.2 != recipient else { continue }
      changed += 1
      _ = try transaction.query(
        UpkeepSQL.writeOutbox,
        key + part.map { Parameter.number($0) } + [
          .value(after.0), .value(after.1), .text(after.2), .bool(after.0 != body || after.2 != recipient),
        ])
    }
  }

  private mutating func incidents() throws {
    for row in try transaction.query(UpkeepSQL.readIncidents, key) {
      var cursor = RowCursor(row)
      let number = Int64(try cursor.int())
      let text = try cursor.text()
      let detail = try cursor.optionalText()
      let after = (change(.string(text)).string ?? text, detail.map { change(.string($0)).string ?? $0 })
      guard after.0 != text || after.1 != detail else { continue }
      changed += 1
      _ = try transaction.query(UpkeepSQL.writeIncident, [.shard(id.shard), .int8(number), .text(after.0), .nullable(text: after.1)])
    }
  }
}
