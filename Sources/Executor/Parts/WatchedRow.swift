import CEL
import Calendar
import Machine
import Store

/// A word to the instance of a watched row, and what opens it where it is not there.
struct WatchedRow {
  /// What one round tells of a key goes out before what the next one tells of it.
  static let thread = "@watch"

  var start: StartEffect
  var watched: Watched

  func part(of effect: Effect, at now: Instant) -> OutboxPart {
    let event = Event.watched(watched)
    return OutboxPart(
      effect: effect.id, part: 0, channel: ChannelName.start, thread: Self.thread, recipient: start.key,
      body: ["start": start.json, "name": .string(event.storedName), "data": event.storedData], nextAt: now,
      onUncertain: .repeatSilently)
  }

  /// Nil where the row of the outbox is a start without a word.
  init?(json: Value) throws {
    guard let start = json["start"] else { return nil }
    guard let name = json["name"]?.string, let data = json["data"], case .watched(let watched) = try Event(storedName: name, data: data)
    else { throw PartError(description: "a kept word of a watch is none") }
    self.init(start: try StartEffect(json: start), watched: watched)
  }

  init(start: StartEffect, watched: Watched) {
    self.start = start
    self.watched = watched
  }

  /// Its key names the effect: told again, it is the same event.
  func event(to instance: InstanceID, _ delivery: Delivery) -> InboxEvent {
    InboxEvent(
      instance: instance, key: "@watched/\(delivery.part.effect)", at: start.at, event: .watched(watched))
  }
}
