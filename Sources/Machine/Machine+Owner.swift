import CEL
package import Calendar
package import Workflow

extension Machine {
  /// Whom a workflow's instance belongs to: who hears of what nothing else handles. Addresses of e-mail; none where nobody is named.
  package func owners(
    _ definition: Workflow.Definition, _ instance: Instance, now: Instant, live: Live
  ) throws(StepFault) -> [String] {
    guard let owner = definition.owner else { return [] }
    let event = Event.occurred(name: "", data: .map(ValueMap()), by: nil)
    let run = Run(
      machine: self, definition: definition, instance: instance, event: event, moment: Moment(now: now, wall: now), live: live)
    return Self.addresses(try run.evaluate(owner))
  }

  /// A contact, an address, or several of either.
  private static func addresses(_ value: Value) -> [String] {
    switch value {
    case .string(let address): [address]
    case .map: value["email"]?.string.map { [$0] } ?? []
    case .list(let values): values.flatMap { addresses($0) }
    default: []
    }
  }
}
