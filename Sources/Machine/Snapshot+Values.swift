import CEL
import Calendar
import Workflow

/// Items, children and events as expressions see them.
extension Snapshot {
  static func value(ofItems items: [Item]) -> Value { .list(items.map { .map($0.value) }) }

  static func value(ofChildren children: [Child]) -> Value { .list(children.map(\.value)) }

  static func value(of event: NamedEvent, at now: Instant) -> Value {
    ["name": .string(event.name), "data": event.data, "at": Value(now), "by": .string(event.by ?? "")]
  }
}

extension Item {
  /// `id`, `open`, `openedAt`, `closedAt` (absent while it is open), then the declared fields.
  var value: ValueMap {
    var map = ValueMap(minimumCapacity: fields.count + 4)
    map["id"] = .string(id)
    map["open"] = .bool(isOpen)
    map["openedAt"] = Value(openedAt)
    if let closedAt { map["closedAt"] = Value(closedAt) }
    for (key, value) in fields { map[key] = value }
    return map
  }
}

extension Child {
  var value: Value {
    [
      "key": .string(key), "state": .string(state), "status": .string(status.rawValue), "ended": .bool(isEnded),
      "outcome": .string(outcome ?? ""), "open": .int(Int64(open)), "closed": .int(Int64(closed)),
    ]
  }
}
