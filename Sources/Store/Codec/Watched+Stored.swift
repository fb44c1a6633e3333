import CEL
import Calendar
import Machine

extension Watched {
  /// `{"data": row, "watched": {"at": …, "complete": …}, "rows": […]}`: beside the row, which is the event's data, what the
  /// machine reads.
  var stored: Value {
    .object([
      "data": row, "watched": .object(["at": .instant(askedAt), "complete": .bool(isComplete)]),
      "rows": rows.map { .list($0) },
    ])
  }

  init(storedName name: String, _ fields: StoredFields) throws(StoreError) {
    guard let kind = Kind(rawValue: name) else { throw fields.misfit("name") }
    let watched = try StoredFields(try fields.value("watched"), about: "a round of a watch")
    self.init(
      kind: kind, row: try fields.value("data"), rows: fields["rows"] == nil ? nil : try fields.list("rows"),
      askedAt: try watched.instant("at"), isComplete: try watched.bool("complete"))
  }
}
