package import Calendar
package import Machine
package import Store
import Workflow

/// What an operator says to an instance, decided as a step is; whoever holds the instance's lock calls it.
package struct OperatorWord: Sendable {
  package var intervention: Intervention
  package var by: String
  package var reason: String

  package init(_ intervention: Intervention, by: String, reason: String) {
    self.intervention = intervention
    self.by = by
    self.reason = reason
  }

  /// - Parameters:
  ///   - loaded: the definition that the instance is pinned to.
  ///   - now: workflows' time.
  /// - Throws: why it cannot be done, safe to show.
  package func decide(
    _ instance: Instance, _ loaded: LoadedDefinition, _ machine: Machine, _ live: Live, at now: Instant
  ) throws(StepAbandoned) -> InstanceWrite {
    if let refusal = intervention.refusal(for: instance.status) { throw StepAbandoned(reason: refusal) }
    guard loaded.definition.hash == instance.hash else { throw StepAbandoned(reason: "it has moved to another definition; try again") }
    do throws(StepFault) {
      let typed = try instance.typed(by: loaded.definition)
      let moment = Moment(now: max(now, instance.now), wall: max(now, instance.now))
      let event = Event.operated(intervention, by: by, reason: reason)
      let step = try machine.step(loaded.definition, typed, event, moment, live)
      let write = try PartRenderer(channels: []).write(step, readKey: nil, loaded, at: moment)
      return InstanceWrite(fromStep: instance.step, instance: step.instance, steps: [write])
    } catch {
      throw StepAbandoned(reason: error.message)
    }
  }
}
