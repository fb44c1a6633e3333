package import Calendar
package import Machine
import PostgreSQL
package import Store

extension PostgresStore {
  package func instances(_ filter: InstanceFilter) async throws(StoreError) -> [Instance] {
    let exact = filter.keyPrefix == nil ? filter.key : nil
    let statuses = filter.statuses.map(\.rawValue).sorted()
    let parameters: [Parameter] = [
      .nullable(text: filter.workflow), .nullable(text: exact), .nullable(text: filter.keyPrefix),
      statuses.isEmpty ? .nullArray(.text) : .texts(statuses), .bool(filter.includesSchedules), .number(max(0, filter.limit)),
    ]
    return try await repeating {
      try await pool.transaction(.readOnlySnapshot) { transaction in
        let found = try transaction.query(InstanceSQL.list, parameters).map { row in
          var cursor = RowCursor(row)
          return try InstanceRow(&cursor).instance
        }
        return try MasterFileRead(transaction).complete(found)
      }
    }
  }

  package func instance(_ id: InstanceID) async throws(StoreError) -> Instance? {
    try await repeating {
      try await pool.transaction(.readOnlySnapshot) { transaction in try MasterFileRead(transaction).instance(id) }
    }
  }

  package func instance(workflow: String, key: String) async throws(StoreError) -> Instance? {
    try await repeating {
      try await pool.transaction(.readOnlySnapshot) { transaction in
        guard let row = try transaction.query(InstanceSQL.findNewest, [.text(workflow), .text(key)]).first else { return nil }
        var cursor = RowCursor(row)
        return try MasterFileRead(transaction).complete([try InstanceRow(&cursor).instance]).first
      }
    }
  }

  package func history(of id: InstanceID?, from: Instant?, limit: Int) async throws(StoreError) -> [HistoryRecord] {
    let range: [Parameter] = [.instant(from ?? .earliest), .number(max(0, limit))]
    let found: Rows
    if let id {
      found = try await rows(MasterFileSQL.listHistoryOf, [.shard(id.shard), .id(id)] + range)
    } else {
      found = try await rows(MasterFileSQL.listHistory, range)
    }
    return try reading(found) { cursor in
      HistoryRecord(
        instance: try cursor.instanceID(), workflow: try cursor.text(), key: try cursor.text(), step: try cursor.int(),
        at: try cursor.instant(), wall: try cursor.instant(), event: try cursor.json(), changes: try cursor.json(),
        engine: try cursor.text())
    }
  }

  package func appended(to table: String, limit: Int) async throws(StoreError) -> [AppendedRecord] {
    let found = try await rows(AppendedSQL.list, [.text(table), .number(max(0, limit))])
    return try reading(found) { cursor in
      AppendedRecord(
        instance: try cursor.instanceID(), step: try cursor.int(), index: try cursor.int(), at: try cursor.instant(),
        row: AppendedRow(table: table, columns: try cursor.json()))
    }
  }

  package func parts(_ filter: PartFilter) async throws(StoreError) -> [PartRecord] {
    let statuses = filter.statuses.map(\.rawValue).sorted()
    let instance = filter.id?.effect.instance ?? filter.instance
    let found = try await rows(
      DeliverySQL.list,
      [
        instance.map { .shard($0.shard) } ?? .null(.int2), .nullable(uuid: instance?.uuid),
        .nullable(text: filter.channel), .nullable(text: filter.recipient),
        statuses.isEmpty ? .nullArray(.text) : .texts(statuses), .bool(filter.messagesOnly), .number(max(0, filter.limit)),
        .nullable(int4: filter.id.map { Int32(clamping: $0.effect.step) }),
        .nullable(int4: filter.id.map { Int32(clamping: $0.effect.index) }),
        .nullable(int4: filter.id.map { Int32(clamping: $0.part) }), .nullable(text: filter.template), .optional(filter.since),
        .nullable(text: filter.workflow),
      ])
    return try reading(found) { cursor in try PartRecord(&cursor) }
  }

  package func attempts(of part: PartID) async throws(StoreError) -> [AttemptRecord] {
    try reading(try await rows(DeliverySQL.listAttempts, part.parameters)) { cursor in
      AttemptRecord(
        number: try cursor.int(), beganAt: try cursor.instant(), endedAt: try cursor.optionalInstant(),
        answer: try cursor.json())
    }
  }

  package func incidents(openOnly: Bool) async throws(StoreError) -> [IncidentRecord] {
    try reading(try await rows(IncidentSQL.list, [.bool(openOnly), .number(StoreLimits.listedMax)])) { cursor in
      let number = Int64(try cursor.int())
      let cause = try cursor.word(IncidentOpening.Cause.self)
      let subject = try cursor.text()
      let instance = try cursor.optionalInstanceID()
      let about = try cursor.optionalText()
      return IncidentRecord(
        number: number, cause: cause, subject: subject, instance: instance, part: cause == .effect ? about.flatMap { PartID($0) } : nil,
        text: try cursor.text(), detail: try cursor.optionalText(), openedAt: try cursor.instant(),
        closedAt: try cursor.optionalInstant())
    }
  }

  package func inbox(of id: InstanceID) async throws(StoreError) -> [InboxRecord] {
    let found = try await rows(InboxSQL.list, [.shard(id.shard), .id(id), .number(StoreLimits.listedMax)])
    return try reading(found) { cursor in
      InboxRecord(event: try InboxEvent(&cursor), step: try cursor.optionalInt())
    }
  }
}
