package import CEL
package import Calendar
package import Machine

/// Where an instance stands, beside what has a column of its own: active states, numbers of entries, what `history` comes
/// back to, open questions, who is told of its end.
package struct Standing: Hashable, Sendable {
  package var configuration: [ActiveState]
  package var entries: Int
  package var remembered: [String: [String]]
  package var invocations: [Invocation]
  package var parents: [InstanceID]
  package var itemsAskedAt: Instant?
  package var clockStoppedAt: Instant?
  package var stopped: [StoppedTimer]

  package init(of instance: Instance) {
    configuration = instance.configuration
    entries = instance.entries
    remembered = instance.remembered
    invocations = instance.invocations
    parents = instance.parents
    itemsAskedAt = instance.itemsAskedAt
    clockStoppedAt = instance.clockStoppedAt
    stopped = instance.stopped
  }

  package func restore(to instance: inout Instance) {
    instance.configuration = configuration
    instance.entries = entries
    instance.remembered = remembered
    instance.invocations = invocations
    instance.parents = parents
    instance.itemsAskedAt = itemsAskedAt
    instance.clockStoppedAt = clockStoppedAt
    instance.stopped = stopped
  }
}

/// What is empty is left out; times are microseconds since 1970, since every step reads and writes them.
extension Standing {
  package var stored: Value {
    .object([
      "active": .list(configuration.map(\.stored)),
      "entries": .int(entries),
      "remembered": remembered.isEmpty ? nil : rememberedStored,
      "invocations": invocations.isEmpty ? nil : .list(invocations.map(\.stored)),
      "parents": parents.isEmpty ? nil : .list(parents.map { .string($0.description) }),
      "itemsAskedAt": itemsAskedAt.map { .instant($0) },
      "clockStoppedAt": clockStoppedAt.map { .instant($0) },
      "stopped": stopped.isEmpty ? nil : .list(stopped.map(\.stored)),
    ])
  }

  /// By path in a stable order, so that equal standings are equal bytes.
  private var rememberedStored: Value {
    var map = ValueMap(minimumCapacity: remembered.count)
    for (path, children) in remembered.sorted(by: { $0.key < $1.key }) {
      map[path] = .list(children.map(Value.string))
    }
    return .map(map)
  }

  package init(stored: Value) throws(StoreError) {
    let fields = try StoredFields(stored, about: "instance state")
    configuration = []
    for value in try fields.list("active") { configuration.append(try ActiveState(stored: value)) }
    entries = try fields.int("entries")
    remembered = [:]
    if fields["remembered"] != nil {
      let object = try fields.object("remembered")
      let paths = try StoredFields(.map(object), about: "remembered states")
      for key in object.keys { remembered[key.text] = try paths.texts(key.text) }
    }
    invocations = []
    if fields["invocations"] != nil {
      for value in try fields.list("invocations") { invocations.append(try Invocation(stored: value)) }
    }
    parents = []
    if fields["parents"] != nil {
      for text in try fields.texts("parents") {
        guard let id = InstanceID(text) else { throw fields.misfit("parents") }
        parents.append(id)
      }
    }
    itemsAskedAt = fields["itemsAskedAt"] == nil ? nil : try fields.instant("itemsAskedAt")
    clockStoppedAt = fields["clockStoppedAt"] == nil ? nil : try fields.instant("clockStoppedAt")
    stopped = []
    if fields["stopped"] != nil {
      for value in try fields.list("stopped") { stopped.append(try StoppedTimer(stored: value)) }
    }
  }
}

extension ActiveState {
  fileprivate var stored: Value {
    .object(["path": .string(path), "entry": .int(entry), "at": .instant(enteredAt)])
  }

  fileprivate init(stored: Value) throws(StoreError) {
    let fields = try StoredFields(stored, about: "active state")
    self.init(path: try fields.text("path"), entry: try fields.int("entry"), enteredAt: try fields.instant("at"))
  }
}

extension Invocation {
  fileprivate var stored: Value {
    let (kind, number) = storedOrigin
    return .object([
      "effect": .string(effect.description), "entry": .int(entry), "kind": .string(kind), "number": .int(number),
      "askedAt": .instant(askedAt),
    ])
  }

  private var storedOrigin: (kind: String, number: Int) {
    switch origin {
    case .invocation(let number): ("invocation", number)
    case .timer(let number): ("timer", number)
    }
  }

  fileprivate init(stored: Value) throws(StoreError) {
    let fields = try StoredFields(stored, about: "invocation")
    let number = try fields.int("number")
    let origin: Origin
    switch try fields.text("kind") {
    case "invocation": origin = .invocation(number)
    case "timer": origin = .timer(number)
    default: throw fields.misfit("kind")
    }
    self.init(
      effect: try fields.effectID("effect"), entry: try fields.int("entry"), origin: origin, askedAt: try fields.instant("askedAt"))
  }
}
