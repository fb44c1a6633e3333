package import Calendar
package import Machine
package import Store
import Workflow

/// What an operator says to an instance, decided as a step is; whoever holds the instance's lock calls it.
package struct OperatorWord: Sendable {
  package var intervention: Intervention
  package var by: String
  package var reason: String
  /// Makes rows of what a state that is entered sends.
  package var renderer: PartRenderer
  /// The unread event that is passed over with the step.
  package var readKey: String?
  /// A message that goes once more, as it was; with `.resend`.
  package var copy: OutboxPart?
  /// The version that it comes to; with `.move`.
  package var target: LoadedDefinition?

  package init(
    _ intervention: Intervention, by: String, reason: String, renderer: PartRenderer = PartRenderer(channels: []), readKey: String? = nil,
    copy: OutboxPart? = nil, target: LoadedDefinition? = nil
  ) {
    self.intervention = intervention
    self.by = by
    self.reason = reason
    self.renderer = renderer
    self.readKey = readKey
    self.copy = copy
    self.target = target
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
      let moment = Moment(now: max(now, instance.now), wall: max(now, instance.now))
      let step = try step(instance, loaded, machine, live, at: moment)
      var write = try renderer.write(step, readKey: readKey, target ?? loaded, at: moment)
      if let copy { write.parts.append(again(copy, step.record)) }
      return InstanceWrite(fromStep: instance.step, instance: step.instance, steps: [write])
    } catch {
      throw StepAbandoned(reason: error.message)
    }
  }

  private func step(
    _ instance: Instance, _ loaded: LoadedDefinition, _ machine: Machine, _ live: Live, at moment: Moment
  ) throws(StepFault) -> Step {
    if case .move(let plan) = intervention, let target {
      return try machine.move(
        instance, from: loaded.definition, to: target.definition, plan, by: by, reason: reason, moment, live)
    }
    let typed = try instance.typed(by: loaded.definition)
    return try machine.step(loaded.definition, typed, .operated(intervention, by: by, reason: reason), moment, live)
  }

  /// The same words to the same person under an id of its own; nothing calls it off but a person.
  private func again(_ part: OutboxPart, _ record: StepRecord) -> OutboxPart {
    var copy = part
    copy.effect = EffectID(instance: part.effect.instance, step: record.number, index: 0)
    copy.part = 0
    copy.entry = nil
    copy.digest = nil
    copy.nextAt = record.moment.now
    copy.message = part.message.map { MessageReference(number: MessageReference.copyNumber, locals: [], template: $0.template) }
    return copy
  }
}
