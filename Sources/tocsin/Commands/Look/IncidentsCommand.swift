import CEL
import Calendar
import Machine
import Store

extension Command {
  static let incidents = Command(
    name: "incidents", summary: "List what needs a person.",
    discussion: "Exit code 1 while an incident is open. `tocsin redrive` tries again what failed.",
    options: [Option(name: "--all", value: nil, help: "Closed ones too.")],
    run: { call in
      try await call.withStore { access in
        let incidents = try await access.store.incidents(openOnly: !call.isSet("--all"))
        if call.isJSON {
          call.terminal.write(JSON.write(.list(incidents.map(\.json))))
        } else if incidents.isEmpty {
          call.terminal.write("No open incident.")
        } else {
          var table = Table("NO", "OPENED", "CLOSED", "CAUSE", "SUBJECT", "WHAT", "DETAIL")
          for one in incidents {
            table.add(
              "#\(one.number)", access.times.minute(one.openedAt), access.times.minute(one.closedAt), one.cause.rawValue,
              one.subject, one.text, one.detail ?? "")
          }
          for line in table.lines(call.terminal) { call.terminal.write(line) }
        }
        return incidents.contains { $0.closedAt == nil } ? .trouble : .success
      }
    })
}

extension IncidentRecord {
  var json: Value {
    var fields: ValueMap = [
      "number": .int(number), "cause": .string(cause.rawValue), "subject": .string(subject), "text": .string(text),
      "openedAt": .string(openedAt.description),
    ]
    if let detail { fields["detail"] = .string(detail) }
    if let part { fields["part"] = .string(part.description) }
    if let closedAt { fields["closedAt"] = .string(closedAt.description) }
    return .map(fields)
  }
}
