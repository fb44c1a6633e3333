import CEL
import Calendar
import Workflow

/// Items, children and events as expressions see them.
extension Snapshot {
  static func value(ofItems items: [Item]) -> Value {
    var keys = ItemKeys()
    return .list(items.map { .map($0.value(&keys)) })
  }

  static func value(ofChildren children: [Child]) -> Value { .list(children.map(\.value)) }

  static func value(of event: NamedEvent, at now: Instant) -> Value {
    .map(ValueMap(uniqueKeys: eventKeys, values: [.string(event.name), event.data, Value(now), .string(event.by ?? "")]))
  }

  private static let eventKeys: [MapKey] = ["name", "data", "at", "by"]
}

/// The keys of items as expressions see them; rows of one shape share them.
private struct ItemKeys {
  private var fields: [MapKey] = []
  private var open: [MapKey] = Self.openNames
  private var closed: [MapKey] = Self.closedNames
  private static let openNames: [MapKey] = ["id", "open", "openedAt"]
  private static let closedNames: [MapKey] = ["id", "open", "openedAt", "closedAt"]

  mutating func keys(isClosed: Bool, _ fields: [MapKey]) -> [MapKey] {
    if fields != self.fields {
      self.fields = fields
      open = Self.openNames + fields
      closed = Self.closedNames + fields
    }
    return isClosed ? closed : open
  }
}

extension Item {
  /// `id`, `open`, `openedAt`, `closedAt` (absent while it is open), then the declared fields.
  fileprivate func value(_ keys: inout ItemKeys) -> ValueMap {
    var values: [Value] = []
    values.reserveCapacity(fields.count + 4)
    values.append(.string(id))
    values.append(.bool(isOpen))
    values.append(Value(openedAt))
    if let closedAt { values.append(Value(closedAt)) }
    values += fields.values
    return ValueMap(uniqueKeys: keys.keys(isClosed: closedAt != nil, fields.keys), values: values)
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
