import CEL
import Machine
import PostgreSQL
import Store

/// Everything that is kept of one instance, value by value.
struct Rewrite {
  let transaction: Transaction
  let id: InstanceID
  let change: @Sendable (KeptPlace, Value) -> Value
  private(set) var changed = 0

  init(transaction: Transaction, id: InstanceID, change: @escaping @Sendable (KeptPlace, Value) -> Value) {
    (self.transaction, self.id, self.change) = (transaction, id, change)
  }

  private var key: [Parameter] { [.shard(id.shard), .id(id)] }

  mutating func run() throws {
    try items()
    try instance()
    try history()
    try inbox()
    try outbox()
    try appended()
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
      let after = change(.item, fields)
      guard after != fields else { continue }
      changed += 1
      _ = try transaction.query(UpkeepSQL.writeItem, key + [.text(item), .value(after)])
    }
  }

  private mutating func instance() throws {
    for row in try transaction.query(UpkeepSQL.readInstance, key) {
      var cursor = RowCursor(row)
      let (input, data) = (try cursor.json(), try cursor.json())
      let after = (change(.input, input), change(.data, data))
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
      let after = (change(.event, event), change(.changes, changes))
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
      // The inbox keeps what an event brought without its name.
      let after = change(.event, .map(["data": data])).map?["data"] ?? data
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
      let after = (
        change(.message, body), change(.answer, answer), change(.recipient, .string(recipient)).string ?? recipient
      )
      guard after.0 != body || after.1 != answer || after.2 != recipient else { continue }
      changed += 1
      _ = try transaction.query(
        UpkeepSQL.writeOutbox,
        key + part.map { Parameter.number($0) } + [
          .value(after.0), .value(after.1), .text(after.2), .bool(after.0 != body || after.2 != recipient),
        ])
    }
  }

  private mutating func appended() throws {
    for row in try transaction.query(UpkeepSQL.readAppended, key) {
      var cursor = RowCursor(row)
      let place = [try cursor.int(), try cursor.int()]
      let columns = try cursor.json()
      let after = change(.appended, columns)
      guard after != columns else { continue }
      changed += 1
      _ = try transaction.query(UpkeepSQL.writeAppended, key + place.map { Parameter.number($0) } + [.value(after)])
    }
  }

  private mutating func incidents() throws {
    for row in try transaction.query(UpkeepSQL.readIncidents, key) {
      var cursor = RowCursor(row)
      let number = Int64(try cursor.int())
      let text = try cursor.text()
      let detail = try cursor.optionalText()
      let after = (
        change(.incident, .string(text)).string ?? text, detail.map { change(.incident, .string($0)).string ?? $0 }
      )
      guard after.0 != text || after.1 != detail else { continue }
      changed += 1
      _ = try transaction.query(UpkeepSQL.writeIncident, [.shard(id.shard), .int8(number), .text(after.0), .nullable(text: after.1)])
    }
  }
}
