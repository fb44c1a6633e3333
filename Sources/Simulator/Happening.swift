import CEL
package import Calendar
import Executor
package import Machine
import Store

/// One thing that happened in a simulation: a move of an instance, a message, an incident.
package struct Happening: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case moved(event: String, from: String, to: String)
    case message(Message)
    /// - isFault: a step failed, so the instance stands still.
    case incident(isFault: Bool, text: String)
  }

  /// A message to all its recipients.
  package struct Message: Hashable, Sendable {
    package var channel: String
    package var template: String
    package var recipients: [String]
    /// A mail's subject, a card's words for those who cannot show it.
    package var title: String
    /// `delivered`, `suppressed`, …: as `tocsin messages` shows it.
    package var status: String
    /// Why it did not go, where it did not.
    package var reason: String
    /// A mail's text, a card's JSON.
    package var text: String
  }

  package var at: Instant
  package var workflow: String
  package var key: String
  package var instance: InstanceID?
  package var step: Int
  package var index: Int
  package var kind: Kind
}

extension Simulation {
  /// All that happened so far, by time, instance and step; schedules left out.
  package func happenings() async throws -> [Happening] {
    var all: [Happening] = []
    for record in await store.history(of: nil, from: nil, limit: .max) where Schedule.number(ofKey: record.key) == nil {
      if let move = Happening(move: record) { all.append(move) }
    }
    let parts = await store.parts(PartFilter(limit: .max))
    var effects: [EffectID] = []
    var byEffect: [EffectID: [PartRecord]] = [:]
    for part in parts {
      if byEffect[part.part.effect] == nil { effects.append(part.part.effect) }
      byEffect[part.part.effect, default: []].append(part)
    }
    for effect in effects { all += Happening.messages(byEffect[effect] ?? []) }
    for incident in await store.incidents(openOnly: false) { all.append(Happening(incident)) }
    return all.sorted { ($0.at, $0.workflow, $0.key, $0.step, $0.index) < ($1.at, $1.workflow, $1.key, $1.step, $1.index) }
  }

  /// All instances as they stand, by workflow, key and run; schedules left out.
  package func instances() async -> [Instance] {
    await store.instances(InstanceFilter(limit: .max))
  }
}

extension Happening {
  fileprivate init?(move record: HistoryRecord) {
    guard let from = record.changes["from"]?.string, let to = record.changes["to"]?.string, from != to else { return nil }
    self.init(
      at: record.at, workflow: record.workflow, key: record.key, instance: record.instance, step: record.step, index: -1,
      kind: .moved(event: Self.eventName(record), from: from, to: to))
  }

  /// As people name it.
  private static func eventName(_ record: HistoryRecord) -> String {
    let name = record.event["name"]?.string ?? ""
    switch name {
    case StoredEventName.started: return "started"
    case StoredEventName.answered: return record.event["data"]?["failed"] == nil ? "answered" : "not answered"
    case StoredEventName.child: return "child.done"
    case StoredEventName.adopted: return "adopted"
    case StoredEventName.deployed: return "deployed"
    case StoredEventName.timer: return "time"
    default: return name
    }
  }

  /// One message for those of its recipients for whom it ended alike, at the same time.
  fileprivate static func messages(_ parts: [PartRecord]) -> [Happening] {
    var all: [Happening] = []
    for record in parts.sorted(by: { $0.part.part < $1.part.part }) {
      let one = Happening(message: record)
      guard case .message(let message) = one.kind else { continue }
      let same = all.firstIndex { other in
        guard case .message(let told) = other.kind else { return false }
        return other.at == one.at && told.status == message.status && told.reason == message.reason
      }
      guard let same, case .message(var told) = all[same].kind else {
        all.append(one)
        continue
      }
      told.recipients += message.recipients
      all[same].kind = .message(told)
    }
    return all
  }

  private init(message record: PartRecord) {
    let shown = record.part.body["message"]
    let template = record.part.message?.template ?? ""
    let title = shown?["subject"]?.string ?? shown?["fallbackText"]?.string ?? template
    let isDone = record.status == .delivered
    self.init(
      at: record.settledAt ?? record.createdAt, workflow: record.workflow, key: record.key, instance: record.part.effect.instance,
      step: record.part.effect.step, index: record.part.effect.index,
      kind: .message(
        Message(
          channel: record.part.channel, template: String(template.dropFirst("\(record.workflow)/\(record.key)/".count)),
          recipients: [record.part.recipient], title: title, status: record.status.rawValue,
          reason: isDone ? "" : record.lastAnswer["text"]?.string ?? "",
          text: shown?["text"]?.string ?? shown?["card"].map { JSON.write($0) } ?? "")))
  }

  fileprivate init(_ incident: IncidentRecord) {
    let slash = incident.subject.firstIndex(of: "/")
    let isInstance = incident.instance != nil
    self.init(
      at: incident.openedAt, workflow: isInstance ? slash.map { String(incident.subject[..<$0]) } ?? "" : incident.subject,
      key: isInstance ? slash.map { String(incident.subject[incident.subject.index(after: $0)...]) } ?? "" : "",
      instance: incident.instance, step: .max, index: Int(incident.number),
      kind: .incident(isFault: incident.cause == .step, text: [incident.text, incident.detail].compactMap { $0 }.joined(separator: " – ")))
  }
}
