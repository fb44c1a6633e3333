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
          for step in steps { tell(step, call.terminal, access.times) }
        }
        return .success
      }
    })

  private static func tell(_ step: HistoryRecord, _ terminal: Terminal, _ times: TimeText) {
    let late = step.wall - step.at
    let delay = late >= .seconds(60) ? "  (\(late.components.seconds) s late)" : ""
    let move = step.isMove ? "  \(step.from) → \(step.to)" : ""
    terminal.write(
      "\(String(step.step).padding(to: 4)) \(times.minute(step.at))  \(terminal.styled(Table.safe(step.eventName), .cyan))\(move)\(delay)")
    for change in step.changeWords { terminal.write("       " + Table.safe(change)) }
  }
}

extension HistoryRecord {
  var eventName: String { event["name"]?.string ?? "?" }
  var from: String { changes["from"]?.string ?? "" }
  var to: String { changes["to"]?.string ?? "" }
  var isMove: Bool { from != to }

  /// Each change as a few words: `entered chasing.reminded`.
  var changeWords: [String] {
    (changes["changes"]?.list ?? []).compactMap { change in
      change.string
        ?? change.map?.map { "\($0.text) \($1.string ?? JSON.write($1))" }.joined(separator: ", ")
    }
  }

  var json: Value {
    [
      "workflow": .string(workflow), "key": .string(key), "step": .int(Int64(step)), "at": .string(at.description),
      "wall": .string(wall.description), "event": event, "changes": changes, "engine": .string(engine),
    ]
  }
}
