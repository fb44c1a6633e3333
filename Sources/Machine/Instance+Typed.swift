import CEL
package import Workflow

extension Instance {
  /// As a store gives it (undeclared JSON: timestamps are strings), with each value of the type that the definition declares.
  ///
  /// One that was not started yet stays as it is: its first step completes and types it. So does a schedule, which has no data.
  package func typed(by definition: Workflow.Definition) throws(StepFault) -> Instance {
    guard wasStarted, Schedule.number(ofKey: key) == nil else { return self }
    var result = self
    do {
      result.input = try coerced(input, to: definition.input, types: definition.types)
      result.data = try coerced(data, to: definition.data, types: definition.types)
      if !items.isEmpty, let declared = definition.keptRow {
        for position in items.indices {
          let typed = try coerced(.map(items[position].fields), to: declared, types: definition.types)
          if let fields = typed.map { result.items[position].fields = fields }
        }
      }
    } catch {
      throw StepFault(message: "what was kept of \(workflow)/\(key) does not fit its definition: \(error)", place: nil)
    }
    return result
  }
}
