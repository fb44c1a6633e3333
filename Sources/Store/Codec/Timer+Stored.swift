package import CEL
import Calendar
package import Machine

/// `{"entry", "spec", "due", "anchor"}`; times are microseconds since 1970, since every step reads and writes them.
extension Timer {
  package var stored: Value {
    .object(["entry": .int(entry), "spec": .int(spec), "due": .instant(due), "anchor": .instant(anchor)])
  }

  package init(stored: Value) throws(StoreError) {
    let fields = try StoredFields(stored, about: "timer")
    self.init(
      entry: try fields.int("entry"), spec: try fields.int("spec"), due: try fields.instant("due"),
      anchor: try fields.instant("anchor"))
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
