package import CEL
import Calendar
package import Machine

extension StepRecord {
  /// `{"name": …, "data": …, "by": …}`.
  package var storedEvent: Value {
    if case .occurred(let name, let data, let by) = event {
      return .object(["name": .string(name), "data": data, "by": by.map(Value.string)])
    }
    if case .watched(let watched) = event, case .map(var fields) = watched.stored {
      fields["name"] = .string(watched.kind.rawValue)
      return .map(fields)
    }
    return .object(["name": .string(event.storedName), "data": event.storedData])
  }

  /// `{"from": …, "to": …, "handled": …, "changes": […]}`.
  package var storedChanges: Value {
    .object([
      "from": .string(from), "to": .string(to), "handled": .bool(isHandled), "changes": .list(changes.map(\.stored)),
    ])
  }
}

extension HistoryRecord {
  /// The step as the machine told it; values are undeclared JSON.
  package func record() throws(StoreError) -> StepRecord {
    let event = try StoredFields(event, about: "history event")
    let changes = try StoredFields(changes, about: "history changes")
    let name = try event.text("name")
    let data = try event.value("data")
    let told: Event
    if event["watched"] != nil {
      told = try Event(storedName: name, data: self.event)
    } else if name.hasPrefix("@") {
      told = try Event(storedName: name, data: data)
    } else {
      told = .occurred(name: name, data: data, by: event["by"]?.string)
    }
    var all: [StepRecord.Change] = []
    for value in try changes.list("changes") { all.append(try StepRecord.Change(stored: value)) }
    return StepRecord(
      number: step, moment: Moment(now: at, wall: wall), event: told, isHandled: try changes.bool("handled"),
      from: try changes.text("from"), to: try changes.text("to"), changes: all)
  }
}

/// An object with one field that names the change: `{"left": "chasing.reminded"}`.
extension StepRecord.Change {
  var stored: Value {
    switch self {
    case .left(let path): .object(["left": .string(path)])
    case .entered(let path, let entry): .object(["entered": .string(path), "entry": .int(entry)])
    case .assigned(let field): .object(["assigned": .string(field)])
    case .itemOpened(let id): .object(["itemOpened": .string(id)])
    case .itemClosed(let id): .object(["itemClosed": .string(id)])
    case .itemChanged(let id): .object(["itemChanged": .string(id)])
    case .timerSet(let timer, let path): .object(["timerSet": timer.stored, "path": .string(path)])
    case .childNamed(let id, let workflow, let key):
      .object(["childNamed": .string(id.description), "workflow": .string(workflow), "key": .string(key)])
    case .appended(let table): .object(["appended": .string(table)])
    case .raised(let name): .object(["raised": .string(name)])
    case .logged(let text): .object(["logged": .string(text)])
    case .passedOver(let reason): .object(["passedOver": .string(reason)])
    }
  }

  init(stored: Value) throws(StoreError) {
    let fields = try StoredFields(stored, about: "history change")
    guard let kind = stored.map?.keys.first?.text else { throw fields.misfit("kind") }
    switch kind {
    case "left": self = .left(try fields.text(kind))
    case "entered": self = .entered(try fields.text(kind), entry: try fields.int("entry"))
    case "assigned": self = .assigned(try fields.text(kind))
    case "itemOpened": self = .itemOpened(try fields.text(kind))
    case "itemClosed": self = .itemClosed(try fields.text(kind))
    case "itemChanged": self = .itemChanged(try fields.text(kind))
    case "timerSet": self = .timerSet(try Timer(stored: try fields.value(kind)), path: try fields.text("path"))
    case "childNamed":
      self = .childNamed(try fields.instanceID(kind), workflow: try fields.text("workflow"), key: try fields.text("key"))
    case "appended": self = .appended(try fields.text(kind))
    case "raised": self = .raised(try fields.text(kind))
    case "logged": self = .logged(try fields.text(kind))
    case "passedOver": self = .passedOver(try fields.text(kind))
    default: throw fields.misfit("kind")
    }
  }
}
