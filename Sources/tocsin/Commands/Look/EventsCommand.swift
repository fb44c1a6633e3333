import CEL
import Calendar
import Machine
import Store

extension Command {
  static let events = Command(
    name: "events", summary: "List what came in for an instance: read, unread, yet to come.",
    arguments: [Argument(name: "WORKFLOW/KEY", help: "The instance.")],
    options: [Option(name: "--unread", value: nil, help: "Only what no step has read.")],
    run: { call in
      let address = try Address(call.required(0))
      return try await call.withStore { access in
        let instance = try await address.find(in: access.store)
        let events = try await access.store.inbox(of: instance.id).filter { $0.step == nil || !call.isSet("--unread") }
        if call.isJSON {
          call.terminal.write(JSON.write(.list(events.map(\.json))))
        } else if events.isEmpty {
          call.terminal.write(call.isSet("--unread") ? "Nothing waits to be read." : "Nothing came in.")
        } else {
          let now = try await access.now()
          let first = events.first { $0.step == nil && $0.event.at <= now }
          var table = Table("TIME", "EVENT", "READ BY", "KEY", "DATA")
          for one in events {
            let read = one.step.map { "step \($0)" } ?? waits(one, instance, isFirst: one == first, now)
            table.add(
              access.times.second(one.event.at), one.event.name, read, one.event.key, String(JSON.write(one.event.data).prefix(100)))
          }
          call.terminal.write(answer(events.map { $0.step == nil ? waits($0, instance, isFirst: $0 == first, now) : "read" }))
          for line in table.lines(call.terminal) { call.terminal.write(line) }
        }
        return .success
      }
    })

  /// `3 events: 1 read, 1 quarantined until redrive, 1 waits behind.`
  private static func answer(_ fates: [String]) -> String {
    let all = fates.count == 1 ? "1 event" : "\(fates.count) events"
    let words = Set(fates).sorted().map { word in "\(fates.count { $0 == word }) \(word)" }
    return "\(all): \(words.joined(separator: ", "))."
  }

  /// Why an event was not read yet.
  private static func waits(_ one: InboxRecord, _ instance: Instance, isFirst: Bool, _ now: Instant) -> String {
    if one.event.at > now { return "yet to come" }
    switch instance.status {
    case .suspended: return "parked until resume"
    // A faulted timer leaves the inbox as it was; then the first event only waits behind it.
    case .faulted: return isFirst ? "quarantined until redrive" : "waits behind"
    case .running, .completed, .cancelled: return "unread"
    }
  }
}

extension InboxRecord {
  fileprivate var json: Value {
    [
      "at": .string(event.at.description), "name": .string(event.name), "key": .string(event.key), "data": event.data,
      "step": step.map { .int(Int64($0)) } ?? .null,
    ]
  }
}
