import CEL
import Calendar
import Store

extension Command {
  static let audit = Command(
    name: "audit", summary: "List what operators did: who, when, to what, why.",
    options: [Option(name: "--limit", value: "N", help: "The newest so many (default 100).")],
    run: { call in
      try await call.withStore { access in
        let entries = try await access.store.audits(limit: try call.number("--limit", default: 100))
        if call.isJSON {
          call.terminal.write(JSON.write(.list(entries.map(\.json))))
        } else if entries.isEmpty {
          call.terminal.write("No operator did anything yet.")
        } else {
          var table = Table("TIME", "WHO", "VERB", "TARGET", "OUTCOME", "REASON")
          for one in entries { table.add(access.times.minute(one.at), one.by, one.verb, one.target, one.outcome, one.reason) }
          for line in table.lines(call.terminal) { call.terminal.write(line) }
        }
        return .success
      }
    })
}

extension AuditEntry {
  fileprivate var json: Value {
    [
      "at": .string(at.description), "by": .string(by), "verb": .string(verb), "target": .string(target), "reason": .string(reason),
      "outcome": .string(outcome),
    ]
  }
}
