package import CEL
import Calendar
package import Machine

/// `{"entry", "spec", "due", "anchor"}`, and `"left"` where a clock that pauses counts it; times are microseconds since 1970, since every step reads and writes them.
extension Timer {
  package var stored: Value {
    .object(["entry": .int(entry), "spec": .int(spec), "due": .instant(due), "anchor": .instant(anchor), "left": left?.stored])
  }

  package init(stored: Value) throws(StoreError) {
    let fields = try StoredFields(stored, about: "timer")
    self.init(
      entry: try fields.int("entry"), spec: try fields.int("spec"), due: try fields.instant("due"),
      anchor: try fields.instant("anchor"), left: fields["left"] == nil ? nil : try RunningTime(stored: try fields.value("left")))
  }
}

extension StoppedTimer {
  var stored: Value {
    .object(["entry": .int(entry), "spec": .int(spec), "left": left.stored, "since": .instant(since)])
  }

  init(stored: Value) throws(StoreError) {
    let fields = try StoredFields(stored, about: "stopped timer")
    self.init(
      entry: try fields.int("entry"), spec: try fields.int("spec"), left: try RunningTime(stored: try fields.value("left")),
      since: try fields.instant("since"))
  }
}

extension RunningTime {
  fileprivate var stored: Value { .object(["microseconds": .int(microseconds), "business": .bool(isBusinessTime)]) }

  fileprivate init(stored: Value) throws(StoreError) {
    let fields = try StoredFields(stored, about: "running time")
    self.init(microseconds: Int64(try fields.int("microseconds")), isBusinessTime: try fields.bool("business"))
  }
}

extension [Timer] {
  package var stored: Value { .list(map(\.stored)) }

  package init(stored: Value) throws(StoreError) {
    guard case .list(let values) = stored else {
      throw StoreError(retry: .never, message: "a stored row cannot be read: timers are no list")
    }
    self = []
    reserveCapacity(values.count)
    for value in values { append(try Timer(stored: value)) }
  }
}
