import CEL
import Calendar
import Simulator
import Workflow
import YAML

/// What must come out: `expect`, a mapping of times.
struct ExpectationReader {
  let names: NameReader
  let times: ScenarioTimes
  let reading: ScenarioReading

  private static let stateKeys = ["outcome", "status", "items", "data"]
  private static let messageKeys = ["to", "subject", "contains", "lacks", "channel", "status"]
  private static let kinds = ["state", "email", "teams", "message", "incident"]

  /// In the order of time, those of one time in the order of the file.
  func read(_ node: YAML.Node?) -> [Expectation] {
    guard let node else { return [] }
    guard let mapping = node.mapping else {
      reading.report(
        .wrongShape, at: node, "`expect` is a mapping of times, not \(node.kindName)", hint: "2026-06-16 09:00: chasing.notified")
      return []
    }
    let all = mapping.entries.flatMap(expectations)
    return all.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  private func expectations(_ entry: YAML.Mapping.Entry) -> [Expectation] {
    if entry.name.contains(" to ") { return interval(entry) }
    guard let at = times.time(entry.key, "a time in `expect`") else { return [] }
    guard !entry.value.isNull else {
      reading.report(.missingKey, at: entry.key, "nothing is said of this time", hint: "a state, a message, or `nothing`")
      return []
    }
    return (entry.value.sequence ?? [entry.value]).compactMap { expectation($0, at) }
  }

  private func interval(_ entry: YAML.Mapping.Entry) -> [Expectation] {
    guard let (begin, end) = times.interval(entry.key) else { return [] }
    var instance: InstanceName?
    if entry.value.scalar == nil {
      guard let fields = ScenarioFields(entry.value, "an interval", keys: ScenarioForms.interval.names, reading),
        let node = fields.required("nothing", hint: "A to B: {nothing: KEY}")
      else { return [] }
      instance = names.instance(node)
    } else if entry.value.text != "nothing" {
      reading.report(
        .unknownWord, at: entry.value, "of an interval only `nothing` can be said",
        hint: "A to B: nothing; of one instance {nothing: KEY}")
      return []
    }
    return [Expectation(at: begin, instance: instance, kind: .nothingUntil(end), place: reading.place(entry.key.start))]
  }

  private func expectation(_ node: YAML.Node, _ at: Instant) -> Expectation? {
    let place = reading.place(node.start)
    if let text = node.text {
      if text == "nothing" { return Expectation(at: at, instance: nil, kind: .nothing, place: place) }
      names.check(state: text, of: nil, at: node)
      return Expectation(at: at, instance: nil, kind: .state(StateExpectation(path: text)), place: place)
    }
    guard let fields = ScenarioFields(node, "an expectation", keys: ScenarioForms.expectation.names, reading) else { return nil }
    let instance = (fields["instance"] ?? fields["nothing"]).flatMap(names.instance)
    guard let kind = kind(fields, instance) else { return nil }
    return Expectation(at: at, instance: instance, kind: kind, place: place)
  }

  private func kind(_ fields: ScenarioFields, _ instance: InstanceName?) -> Expectation.Kind? {
    if fields.ownKey("nothing") != nil { return .nothing }
    let said = Self.kinds.filter { fields[$0] != nil }
    if said.isEmpty, Self.stateKeys.contains(where: { fields[$0] != nil }) { return state(fields, instance) }
    guard let (key, node) = fields.one(of: Self.kinds, hint: "`state`, `email`, `teams`, `message`, `incident`, or `nothing`") else {
      return nil
    }
    switch key {
    case "state": return state(fields, instance)
    case "incident": return fields.text("incident").map { .incident($0) }
    default: return message(key, node, fields, instance)
    }
  }

  private func state(_ fields: ScenarioFields, _ instance: InstanceName?) -> Expectation.Kind {
    forbid(Self.messageKeys.filter { $0 != "status" }, beside: "a state", fields)
    var state = StateExpectation(path: fields.text("state"), outcome: fields.text("outcome"), status: fields.text("status"))
    if let path = state.path, let node = fields["state"] { names.check(state: path, of: instance, at: node) }
    let statuses = ["running", "suspended", "cancelled", "faulted", "completed"]
    if let status = state.status, !statuses.contains(status), let node = fields["status"] {
      reading.report(.unknownWord, at: node, "an instance is \(statuses.joined(separator: ", ")), not `\(status)`")
    }
    if let node = fields["items"], let items = ScenarioFields(node, "`items`", keys: ScenarioForms.items.names, reading) {
      (state.open, state.closed) = (items.int("open"), items.int("closed"))
    }
    state.data = (fields["data"]?.mapping?.entries ?? []).map { StateExpectation.Field(name: $0.name, value: $0.value.value) }
    return .state(state)
  }

  private func message(_ key: String, _ node: YAML.Node, _ fields: ScenarioFields, _ instance: InstanceName?) -> Expectation.Kind? {
    forbid(Self.stateKeys.filter { $0 != "status" }, beside: "a message", fields)
    guard let template = fields.text(key) else { return nil }
    names.check(template: template, of: instance, at: node)
    var message = MessageExpectation(medium: key == "message" ? nil : key, template: template)
    let channel = fields.text("channel")
    if key == "message" { message.medium = channel } else { message.room = channel }
    message.recipients = fields.texts("to")
    message.subject = fields.text("subject")
    message.contains = fields.texts("contains") ?? []
    message.lacks = fields.texts("lacks") ?? []
    let statuses = ["delivered", "failed", "cancelled", "suppressed", "uncertain", "pending"]
    if let status = fields.text("status") {
      message.status = status
      if !statuses.contains(status), let node = fields["status"] {
        reading.report(.unknownWord, at: node, "a message is \(statuses.joined(separator: ", ")), not `\(status)`")
      }
    }
    return .message(message)
  }

  private func forbid(_ keys: [String], beside what: String, _ fields: ScenarioFields) {
    for key in keys {
      guard let node = fields.ownKey(key) else { continue }
      reading.report(.excludedKey, at: node, "`\(key)` says nothing beside \(what)")
    }
  }
}
