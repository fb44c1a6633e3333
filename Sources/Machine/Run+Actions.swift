import CEL
import Calendar
import Workflow

/// What entries, exits and transitions do: the instance changes at once, effects are noted for after the step.
extension Run {
  func perform(_ actions: [Action]) throws(StepFault) {
    for action in actions { try perform(action) }
  }

  private func perform(_ action: Action) throws(StepFault) {
    switch action.kind {
    case .assign(let assignments): try assign(assignments, at: action.place)
    case .items(let expression): try replaceItems(by: expression)
    case .message(let message): try send(message)
    case .raise(let event, let data): try raise(event, data: data, at: action.place)
    case .start(let start): try name(start, at: action.place)
    case .append(let table, let row): try append(to: table, row, at: action.place)
    case .log(let words):
      let line = try text(words)
      changes.append(.logged(line))
      try add(.log(line))
    case .forEach(_, let list, let slot, let actions): try forEach(list, slot: slot, actions)
    }
  }

  /// Adds an effect; one of an `entry` goes with its state where `entry` is given.
  func add(_ kind: Effect.Kind, entry: Int? = nil) throws(StepFault) {
    guard effects.count < Machine.effectsMax else {
      throw fault("more than \(Machine.effectsMax) effects in one step", at: nil)
    }
    effects.append(PendingEffect(entry: entry, kind: kind))
  }

  /// All right sides are computed from the old data before anything is written.
  private func assign(_ assignments: [Assignment], at place: Workflow.Place) throws(StepFault) {
    let values = try map(assignments)
    guard case .map(var data) = instance.data else { throw fault("the instance has no data to assign to", at: place) }
    instance.data = .null
    for (position, assignment) in assignments.enumerated() {
      data[assignment.name] = try typedField(values[position].value, named: assignment.name, at: assignment.value.place)
      changes.append(.assigned(assignment.name))
    }
    instance.data = .map(data)
    hasChangedData = true
  }

  private func typedField(_ value: Value, named name: String, at place: Workflow.Place) throws(StepFault) -> Value? {
    guard let field = definition.data.fields.first(where: { $0.name == name }) else {
      throw fault("`data` has no field `\(name)`", at: place)
    }
    do {
      return try coercedField(value, named: name, to: field.type, isOptional: field.isOptional, types: definition.types)
    } catch {
      throw fault("data.\(error)", at: place)
    }
  }

  /// Written with the step, and undone with it.
  private func append(to table: String, _ row: [Assignment], at place: Workflow.Place) throws(StepFault) {
    guard appended.count < Machine.appendedMax else {
      throw fault("more than \(Machine.appendedMax) rows appended in one step", at: place)
    }
    let columns = try map(row)
    do throws(CoercionError) {
      appended.append(AppendedRow(table: table, columns: try Value.map(columns).heldByJSON()))
    } catch {
      throw fault("a row for \(table): \(error)", at: place)
    }
    changes.append(.appended(table))
  }

  private func raise(_ event: String, data: [Assignment], at place: Workflow.Place) throws(StepFault) {
    let value = try typedEventData(.map(try map(data)), of: event, at: place)
    raise(NamedEvent(name: event, data: value))
  }

  /// Data of an event as the workflow declares it; as it is where it declares none.
  func typedEventData(_ data: Value, of event: String, at place: Workflow.Place?) throws(StepFault) -> Value {
    guard let record = definition.events[event] else { return try typedRow(data, of: event, at: place) }
    let given = data.isNull ? NamedEvent.nothing : data
    return try typed(place, "the data of `\(event)`") { () throws(CoercionError) in
      try coerced(given, to: record, types: definition.types)
    }
  }

  private func forEach(_ expression: Workflow.Expression, slot: Int, _ actions: [Action]) throws(StepFault) {
    let position = slot - ScopeSlot.firstLocal
    let outer = locals
    defer { locals = outer }
    for value in try list(expression) {
      while locals.count <= position { locals.append(.null) }
      locals[position] = value
      try perform(actions)
    }
  }

  /// A child is among `children` from here on; a key that is there already is the same child, and nothing is started.
  private func name(_ start: StartSpec, at place: Workflow.Place) throws(StepFault) {
    let key = try string(start.key)
    if instance.children.contains(where: { $0.workflow == start.workflow && $0.key == key }) {
      changes.append(.passedOver("\(start.workflow)/\(key) is a child already"))
      return
    }
    let input = try map(start.input)
    let items = try start.items.map { expression throws(StepFault) in try list(expression) }
    let id = InstanceID(installation: machine.installation, workflow: start.workflow, key: key, run: 1)
    instance.children.append(Child(id: id, workflow: start.workflow, key: key))
    childrenValue = nil
    hasChangedData = true
    changes.append(.childNamed(id, workflow: start.workflow, key: key))
    try add(
      .start(
        StartEffect(
          workflow: start.workflow, key: key, again: .never, input: .map(input), items: items, parent: instance.id, at: moment.now)))
  }
}
