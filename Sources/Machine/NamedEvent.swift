import CEL

/// An event as transitions and expressions know it.
struct NamedEvent {
  var name: String
  /// Another name that handlers may use: `done.payment` for `done.order.payment`.
  var alias: String?
  var data: Value
  var by: String?

  init(name: String, alias: String? = nil, data: Value = NamedEvent.nothing, by: String? = nil) {
    self.name = name
    self.alias = alias
    self.data = data
    self.by = by
  }

  static let nothing = Value.map(ValueMap())

  /// What an expression sees as `event` in the step that this event begins.
  init(_ event: Event) {
    switch event {
    case .started: self.init(name: "started")
    case .occurred(let name, let data, let by): self.init(name: name, data: data, by: by)
    case .watched(let watched): self.init(name: watched.kind.rawValue, data: watched.row)
    case .answered(_, .done(let data, _)): self.init(name: "done", data: data)
    case .answered(_, .failed(let reason)): self.init(name: "error", data: ["reason": .string(reason)])
    case .childEnded(let child): self.init(name: "child.done", data: child.endData)
    case .adopted: self.init(name: "adopted")
    case .deployed: self.init(name: "deployed")
    case .operated(let operation, let by, _): self.init(name: operation.pastTense, by: by)
    case .timerDue: self.init(name: "timer")
    }
  }

  /// Whether a handler of `on:` is meant: by name, `*`, or `order.*`.
  func matches(_ handler: String) -> Bool {
    if handler == name || handler == alias || handler == "*" { return true }
    guard handler.utf8.last == 0x2a, handler.hasSuffix(".*") else { return false }
    let prefix = handler.dropLast(2)
    return name == prefix || name.hasPrefix(prefix + ".")
  }
}

extension Child {
  /// The data of `child.done`.
  var endData: Value {
    [
      "key": .string(key), "workflow": .string(workflow), "status": .string(status.rawValue), "state": .string(state),
      "outcome": .string(outcome ?? ""), "open": .int(Int64(open)), "closed": .int(Int64(closed)),
    ]
  }
}
