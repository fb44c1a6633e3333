import CEL
import Calendar
import Executor
import Machine
import Store
import Workflow

/// People whom nobody scripted: they answer what they are sent, or do not; they say what the workflow can hear; operators redrive
/// sooner or later.
struct Explorer {
  private var dice: Dice
  /// The last entry of a state that somebody looked at, by instance.
  private var seen: [InstanceID: Int] = [:]

  private static let answerChance = 0.35
  private static let eventChance = 0.15
  private static let redriveChance = 0.7
  /// Between a minute and three days.
  private static let delaySeconds = 60...259_200

  init(seed: UInt64) { dice = Dice(seed: seed) }

  mutating func reactions(
    to heard: SimulationNews.Heard, _ definitions: [DefinitionHash: LoadedDefinition], at now: Instant
  ) -> [Deed] {
    var deeds: [Deed] = []
    var names: [InstanceID: Instance] = [:]
    for instance in heard.stepped {
      names[instance.id] = instance
      guard let definition = definitions[instance.hash]?.definition else { continue }
      deeds += says(instance, definition, at: now)
    }
    for delivery in heard.delivered {
      guard let instance = names[delivery.part.effect.instance], let definition = definitions[instance.hash]?.definition,
        let deed = answer(delivery, instance, definition, at: now)
      else { continue }
      deeds.append(deed)
    }
    return deeds
  }

  private mutating func answer(
    _ delivery: Delivery, _ instance: Instance, _ definition: Workflow.Definition, at now: Instant
  ) -> Deed? {
    guard let number = delivery.part.message?.number, definition.messages.indices.contains(number),
      case .email(let mail) = definition.messages[number].medium, dice.happens(Self.answerChance),
      let answer = dice.pick(mail.answers)
    else { return nil }
    return event(answer.event, to: instance, definition, by: delivery.part.recipient, at: now)
  }

  /// On entering a state somebody may say one of the events that it handles.
  private mutating func says(_ instance: Instance, _ definition: Workflow.Definition, at now: Instant) -> [Deed] {
    guard instance.status == .running, Schedule.number(ofKey: instance.key) == nil, let newest = instance.configuration.last,
      seen.updateValue(newest.entry, forKey: instance.id) != newest.entry
    else { return [] }
    var handled: [String] = []
    var waitsForPerson = false
    for active in instance.configuration {
      guard let state = definition.state(at: active.path) else { continue }
      handled += definition[state].on.map(\.event)
      waitsForPerson = waitsForPerson || definition[state].incident != nil
    }
    if waitsForPerson, handled.contains("redrive"), dice.happens(Self.redriveChance) {
      return [event("redrive", to: instance, definition, by: "operator", at: now)]
    }
    let sayable = handled.filter { Self.isSaidByPeople($0) }
    guard dice.happens(Self.eventChance), let name = dice.pick(sayable) else { return [] }
    return [event(name, to: instance, definition, by: "somebody", at: now)]
  }

  /// What comes by itself nobody says.
  private static func isSaidByPeople(_ name: String) -> Bool {
    let ownKinds = ["done.", "child.", "@"]
    let own = ["redrive", "recalculated", "delivered", "bounced", "checked", "gone"]
    return !own.contains(name) && !name.hasSuffix("*") && !ownKinds.contains { name.hasPrefix($0) }
  }

  private mutating func event(
    _ name: String, to instance: Instance, _ definition: Workflow.Definition, by: String, at now: Instant
  ) -> Deed {
    var data = definition.events[name].map { dice.record($0, definition.types) } ?? ValueMap()
    if data.isEmpty { data = ["channel": "mail", "reason": "by chance"] }
    return Deed(
      at: now.adding(seconds: Int64(dice.number(in: Self.delaySeconds))), workflow: instance.workflow,
      kind: .event(name: name, key: instance.key, data: .map(data), by: by))
  }
}
