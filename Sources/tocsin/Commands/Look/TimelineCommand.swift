import CEL
import Store

extension Command {
  static let timeline = Command(
    name: "timeline", summary: "Tell all instances' moves and messages in the order of time.",
    discussion: "Ordered by time, instance and step, so that two runs of the same month can be compared line by line.",
    options: [
      Option(name: "--limit", value: "N", help: "At most so many steps (default 100000)."),
      Option(name: "--all", value: nil, help: "Steps that moved nothing, too."),
    ],
    run: { call in
      try await call.withStore { access in
        let limit = try call.number("--limit", default: 100_000)
        let steps = try await access.store.history(of: nil, from: nil, limit: limit)
        let parts = try await access.store.parts(PartFilter(limit: limit))
        let entries = TimelineEntry.all(steps, parts, includesQuiet: call.isSet("--all"))
        if call.isJSON {
          call.terminal.write(JSON.write(.list(entries.map(\.json))))
        } else {
          for entry in entries { call.terminal.write(entry.line(call.terminal, access.times)) }
        }
        return .success
      }
    })
}
