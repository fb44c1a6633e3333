import CEL
import Calendar
import Machine
import Store

extension Command {
  static let history = Command(
    name: "history", summary: "Tell an instance's steps: what happened, and what it changed.",
    arguments: [Argument(name: "WORKFLOW/KEY", help: "The instance.")],
    options: [Option(name: "--limit", value: "N", help: "At most so many steps (default 1000).")],
    run: { call in
      let address = try Address(call.required(0))
      return try await call.withStore { access in
        let instance = try await address.find(in: access.store)
        let steps = try await access.store.history(
          of: instance.id, from: nil, limit: try call.number("--limit", default: 1000))
        if call.isJSON {
          call.terminal.write(JSON.write(.list(steps.map(\.json))))
        } else {
          for step in steps { try tell(step, call.terminal, access.times) }
        }
        return .success
      }
    })

  private static func tell(_ step: HistoryRecord, _ terminal: Terminal, _ times: TimeText) throws {
    let late = step.wall - step.at
    let delay = late >= .seconds(60) ? "  (\(late.components.seconds) s late)" : ""
    let move = step.isMove ? "  \(step.from) → \(step.to)" : ""
    terminal.write(
      "\(String(step.step).padding(to: 4)) \(times.minute(step.at))  \(terminal.styled(Table.safe(step.eventName), .cyan))\(move)\(delay)")
    for change in try step.record().changes { terminal.write("       " + Table.safe(change.words(times))) }
  }
}

extension HistoryRecord {
  /// The event as a person names it.
  var eventName: String {
    let name = event["name"]?.string ?? "?"
    let machines = [
      "@started": "started", "@timer": "time", "@answered": "answered", "@child": "child.done", "@adopted": "adopted",
      "@deployed": "deployed", "@suspended": "suspended", "@resumed": "resumed", "@cancelled": "cancelled", "@resent": "sent again",
      "@skipped": "passed over", "@reopened": "reopened", "@moved": "moved",
    ]
    return machines[name] ?? name
  }
  var from: String { changes["from"]?.string ?? "" }
  var to: String { changes["to"]?.string ?? "" }
  var isMove: Bool { from != to }

  var json: Value {
    [
      "workflow": .string(workflow), "key": .string(key), "step": .int(Int64(step)), "at": .string(at.description),
      "wall": .string(wall.description), "event": event, "changes": changes, "engine": .string(engine),
    ]
  }
}
