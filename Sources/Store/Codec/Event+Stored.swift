package import CEL
import Calendar
package import Machine
import Workflow

/// Names of the machine's own events; an author's events cannot begin with `@`.
package enum StoredEventName {
  package static let started = "@started"
  package static let answered = "@answered"
  package static let child = "@child"
  package static let adopted = "@adopted"
  package static let deployed = "@deployed"
  package static let timer = "@timer"
  package static let suspended = "@suspended"
  package static let resumed = "@resumed"
  package static let cancelled = "@cancelled"
  package static let resent = "@resent"
  package static let skipped = "@skipped"
  package static let reopened = "@reopened"
  package static let moved = "@moved"
}

extension Event {
  /// The name under which inbox and history keep it.
  package var storedName: String {
    switch self {
    case .started: StoredEventName.started
    case .occurred(let name, _, _): name
    case .watched(let watched): watched.kind.rawValue
    case .answered: StoredEventName.answered
    case .childEnded: StoredEventName.child
    case .adopted: StoredEventName.adopted
    case .deployed: StoredEventName.deployed
    case .timerDue: StoredEventName.timer
    case .operated(.suspend, _, _): StoredEventName.suspended
    case .operated(.resume, _, _): StoredEventName.resumed
    case .operated(.cancel, _, _): StoredEventName.cancelled
    case .operated(.resend, _, _): StoredEventName.resent
    case .operated(.skip, _, _): StoredEventName.skipped
    case .operated(.reopen, _, _): StoredEventName.reopened
    case .operated(.move, _, _): StoredEventName.moved
    }
  }

  /// All but the name, as JSON can hold it; an author's event is `{"data": …, "by": …}`.
  package var storedData: Value {
    switch self {
    case .started(let items): .object(["items": items.map(Value.list)])
    case .occurred(_, let data, let by): .object(["data": data, "by": by.map(Value.string)])
    case .watched(let watched): watched.stored
    case .answered(let effect, .done(let data, let isComplete)):
      .object(["effect": .string(effect.description), "data": data, "complete": .bool(isComplete)])
    case .answered(let effect, .failed(let reason)):
      .object(["effect": .string(effect.description), "failed": .string(reason)])
    case .childEnded(let child): child.stored
    case .adopted(let parent): .object(["by": .string(parent.description)])
    case .deployed(let hash): .object(["hash": .string(hash.text)])
    case .timerDue(let timer): timer.stored
    case .operated(let intervention, let by, let reason):
      intervention.stored(by: by, reason: reason)
    }
  }

  package init(storedName: String, data: Value) throws(StoreError) {
    let fields = try StoredFields(data, about: "event \(storedName)")
    switch storedName {
    case StoredEventName.started:
      self = .started(items: fields["items"] == nil ? nil : try fields.list("items"))
    case StoredEventName.answered:
      self = .answered(try fields.effectID("effect"), try Event.answer(fields))
    case StoredEventName.child: self = .childEnded(try Child(stored: data))
    case StoredEventName.adopted: self = .adopted(by: try fields.instanceID("by"))
    case StoredEventName.deployed: self = .deployed(DefinitionHash(text: try fields.text("hash")))
    case StoredEventName.timer: self = .timerDue(try Timer(stored: data))
    case StoredEventName.suspended:
      self = try Event.operated(.suspend(stopsClock: fields["stopsClock"]?.bool ?? false), fields)
    case StoredEventName.resumed: self = try Event.operated(.resume, fields)
    case StoredEventName.cancelled: self = try Event.operated(.cancel, fields)
    case Watched.Kind.checked.rawValue where fields["watched"] != nil, Watched.Kind.gone.rawValue where fields["watched"] != nil:
      self = .watched(try Watched(storedName: storedName, fields))
    case StoredEventName.resent: self = try Event.operated(.resend(part: try fields.text("part")), fields)
    case StoredEventName.skipped: self = try Event.operated(.skip(event: fields["event"]?.string), fields)
    case StoredEventName.reopened: self = try Event.operated(.reopen(state: fields["state"]?.string), fields)
    case StoredEventName.moved: self = try Event.operated(.move(try MovePlan(fields)), fields)
    default:
      let by: String? = fields["by"] == nil ? nil : try fields.text("by")
      self = .occurred(name: storedName, data: try fields.value("data"), by: by)
    }
  }

  private static func operated(_ intervention: Intervention, _ fields: StoredFields) throws(StoreError) -> Event {
    .operated(intervention, by: try fields.text("by"), reason: try fields.text("reason"))
  }

  private static func answer(_ fields: StoredFields) throws(StoreError) -> Answer {
    if fields["failed"] != nil { return .failed(reason: try fields.text("failed")) }
    return .done(data: try fields.value("data"), isComplete: try fields.bool("complete"))
  }
}
