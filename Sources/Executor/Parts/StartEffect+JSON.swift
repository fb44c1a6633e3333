import CEL
import Calendar
import Machine
import Store
import Workflow

extension StartEffect {
  func part(of effect: Effect, at now: Instant) -> OutboxPart {
    OutboxPart(
      effect: effect.id, part: 0, channel: ChannelName.start, body: json, nextAt: now, onUncertain: .repeatSilently)
  }

  var json: Value {
    var fields: ValueMap = [
      "workflow": .string(workflow), "key": .string(key), "again": .string(again.rawValue), "input": input,
      "at": .string(at.description),
    ]
    if data.map?.isEmpty == false { fields["data"] = data }
    if let items { fields["items"] = .list(items) }
    if let parent { fields["parent"] = .string(parent.description) }
    return .map(fields)
  }

  init(json: Value) throws {
    guard let workflow = json["workflow"]?.string, let key = json["key"]?.string, let input = json["input"],
      let again = json["again"]?.string.flatMap(Start.Again.init(rawValue:)), let at = json["at"]?.string
    else { throw PartError(description: "a kept start names no workflow, key, input or time") }
    self.init(
      workflow: workflow, key: key, again: again, input: input, data: json["data"] ?? .map(ValueMap()), items: json["items"]?.list,
      parent: json["parent"]?.string.flatMap { InstanceID($0) }, at: try Instant(parsing: at))
  }
}
