import CEL
import Calendar
import Machine
import Store

/// A word to a parent that a child ended.
struct TellEffect {
  var parent: InstanceID
  var child: Child

  func part(of effect: Effect, at now: Instant) -> OutboxPart {
    let event = Event.childEnded(child)
    return OutboxPart(
      effect: effect.id, part: 0, channel: ChannelName.tell,
      body: ["parent": .string(parent.description), "name": .string(event.storedName), "data": event.storedData], nextAt: now,
      onUncertain: .repeatSilently)
  }

  /// Its key names the effect: told again, it is the same event; another end, or another parent's adoption, is another.
  static func event(_ delivery: Delivery, at now: Instant) throws(PartError) -> InboxEvent {
    let body = delivery.part.body
    guard let parent = body["parent"]?.string.flatMap({ InstanceID($0) }), let name = body["name"]?.string,
      let data = body["data"]
    else { throw PartError(description: "a kept word to a parent names no parent or no child") }
    return InboxEvent(instance: parent, key: "@child/\(delivery.part.effect)", at: now, name: name, data: data)
  }
}
