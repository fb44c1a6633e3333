import CEL
import Calendar
import Workflow

extension Run {
  /// The first step: input and data as declared, the rows that the opener gave, then the initial state.
  func start(items: [Value]?) throws(StepFault) {
    guard !original.wasStarted else {
      changes.append(.passedOver("it was started before"))
      return
    }
    isHandled = true
    instance.input = try completed(instance.input, definition.input) { self.instance.input = $0 }
    instance.data = try completed(instance.data, definition.data) { self.instance.data = $0 }
    if let items { try replaceItems(by: items, from: AnswerInHand(askedAt: moment.now, isComplete: true), at: definition.place) }
    var entering = EntrySet(definition: definition) { self.remembered(by: $0) }
    entering.addWithin(Workflow.Definition.root)
    try countMicrostep()
    try enter(entering)
  }

  /// What was given, each field of its type; where nothing was given, the field's default, which may read the fields before it.
  func completed(
    _ given: Value, _ record: RecordType, keep: (Value) -> Void
  ) throws(StepFault) -> Value {
    var result = ValueMap(minimumCapacity: record.fields.count)
    for field in record.fields {
      var value = given[field.name]
      if value == nil, let initial = field.initial {
        keep(.map(result))
        value = try evaluate(initial)
      }
      do {
        let typed = try coercedField(value, named: field.name, to: field.type, isOptional: field.isOptional, types: definition.types)
        if let typed { result[field.name] = typed }
      } catch {
        throw fault("\(record.name).\(error)", at: field.place)
      }
    }
    return .map(result)
  }
}

extension Instance {
  /// Whether its first step was made: from then on at least one state is active.
  var wasStarted: Bool { entries > 0 }
}
