import CEL
import Calendar
import Machine
import Store

extension Command {
  static let schedules = Command(
    name: "schedules", summary: "Show the schedules: the last round and what came of it, the next, and what was skipped and why.",
    arguments: [Argument(name: "WORKFLOW", help: "Of this workflow; of all without it.", isOptional: true)],
    run: { call in
      try await call.withStore { access in
        let filter = InstanceFilter(workflow: call.argument(0), key: "\(ScheduleKey.prefix)*", includesSchedules: true)
        var lines: [ScheduleLine] = []
        for one in try await access.store.instances(filter) where !one.status.isEnded { lines.append(try await ScheduleLine(one, access)) }
        if call.isJSON {
          call.terminal.write(JSON.write(.list(lines.map(\.json))))
        } else {
          let now = try await access.now()
          call.terminal.write(ScheduleLine.answer(lines, now, access.times))
          var table = Table("SCHEDULE", "STATUS", "LAST", "OPENED", "NEXT", "SKIPPED")
          for one in lines {
            table.add(
              one.name, one.instance.status.rawValue, access.times.minute(one.last), one.opened, access.times.minute(one.instance.due),
              one.skipped)
          }
          if !lines.isEmpty { for line in table.lines(call.terminal) { call.terminal.write(line) } }
        }
        return lines.contains { $0.instance.status != .running } ? .trouble : .success
      }
    })
}

/// A schedule with its last rounds.
struct ScheduleLine {
  var instance: Instance
  var last: Instant?
  /// Keys that the last round opened, with how these stand.
  var opened = ""
  /// What was passed over last, and why.
  var skipped = ""

  var name: String { "\(instance.workflow)/\(instance.key)" }

  /// Steps that are looked through for the last round and the last skip.
  private static let stepsMax = 10_000

  init(_ instance: Instance, _ access: StoreAccess) async throws {
    self.instance = instance
    let steps = try await access.store.history(of: instance.id, from: nil, limit: Self.stepsMax).suffix(100)
    let starts = try await access.store.parts(PartFilter(instance: instance.id, channel: "start", messagesOnly: false, limit: 1))
    if let start = starts.last {
      last = start.createdAt
      let key = start.part.body["key"]?.string ?? ""
      let child = try await access.store.instance(workflow: start.part.body["workflow"]?.string ?? instance.workflow, key: key)
      opened = child.map { "\(key): \($0.status.rawValue) in \($0.state)" } ?? "\(key): \(start.status.rawValue)"
    }
    for step in steps.reversed() {
      let passed = try step.record().changes.compactMap { change in
        if case .passedOver(let words) = change { words } else { nil }
      }
      guard let words = passed.last else { continue }
      skipped = "\(access.times.minute(step.at)): \(words)"
      break
    }
  }

  static func answer(_ lines: [ScheduleLine], _ now: Instant, _ times: TimeText) -> String {
    guard !lines.isEmpty else { return "There is no schedule." }
    if let still = lines.first(where: { $0.instance.status != .running }) {
      return "\(still.name) is \(still.instance.status.rawValue): it opens nothing."
    }
    guard let next = lines.filter({ $0.instance.due != nil }).min(by: { $0.instance.due ?? .latest < $1.instance.due ?? .latest }),
      let due = next.instance.due
    else { return "Nothing is to come by itself." }
    return "\(next.name) is next, at \(times.minute(due))\(due <= now ? "; it is late" : "")."
  }

  var json: Value {
    [
      "schedule": .string(name), "status": .string(instance.status.rawValue), "last": last.map { .string($0.description) } ?? .null,
      "opened": .string(opened), "next": instance.due.map { .string($0.description) } ?? .null, "skipped": .string(skipped),
    ]
  }
}
