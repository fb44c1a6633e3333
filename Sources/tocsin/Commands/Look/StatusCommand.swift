import CEL
import Calendar
import Machine
import Store

extension Command {
  static let status = Command(
    name: "status", summary: "Show the whole on one screen: workflows, channels, executors, and whether anything is wrong.",
    discussion: "Exit code 1 where something is wrong. `tocsin doctor` looks further.",
    options: [Option(name: "--watch", value: nil, help: "Again every two seconds, until it is interrupted.")],
    run: { call in
      try await call.withStore { access in
        let clock = SystemClock()
        while true {
          let health = try await Health.look(access)
          let findings = health.findings(access.times)
          guard call.isSet("--watch"), !call.isJSON else {
            show(health, findings, call, access.times)
            return findings.isTrouble ? .trouble : .success
          }
          call.terminal.write("\u{1B}[H\u{1B}[2J\(access.databaseName) at \(access.times.second(health.now))\n")
          show(health, findings, call, access.times)
          await clock.pause(seconds: 2)
          if Task.isCancelled { return .success }
        }
      }
    })

  private static func show(_ health: Health, _ findings: [Health.Finding], _ call: Invocation, _ times: TimeText) {
    if call.isJSON { return call.terminal.write(JSON.write(StatusJSON.value(health, findings))) }
    call.terminal.write(call.terminal.styled(Table.safe(findings.answer), findings.isTrouble ? .red : .green))
    FindingList.show(findings.filter { $0.weight != .fine }, call.terminal)
    table(workflows(health), call.terminal)
    table(channels(health, times), call.terminal)
    table(executors(health), call.terminal)
  }

  private static func table(_ table: Table, _ terminal: Terminal) {
    guard !table.rows.isEmpty else { return }
    terminal.write("")
    for line in table.lines(terminal) { terminal.write(line) }
  }

  private static func workflows(_ health: Health) -> Table {
    var table = Table("WORKFLOW", "RUNNING", "SUSPENDED", "FAULTED", "COMPLETED", "CANCELLED")
    for one in health.overview.workflows {
      let counts = [Instance.Status.running, .suspended, .faulted, .completed, .cancelled].map { String(one.counts[$0] ?? 0) }
      table.rows.append([one.name] + counts)
    }
    return table
  }

  private static func channels(_ health: Health, _ times: TimeText) -> Table {
    var table = Table("CHANNEL", "STATE", "WAITING", "DUE", "HELD", "SENDING", "UNCERTAIN", "FAILED", "OLDEST DUE")
    let counts = Dictionary(health.overview.channels.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let down = Set(health.channels.filter(\.isDown).map(\.name))
    let paused = Set(health.channels.filter { $0.pause != nil }.map(\.name))
    for name in Set(counts.keys).union(health.channels.map(\.name)).sorted() {
      let one = counts[name]
      table.add(
        name, paused.contains(name) ? "paused" : down.contains(name) ? "down" : "up", String(one?.pending ?? 0), String(one?.due ?? 0),
        String(one?.held ?? 0), String(one?.sending ?? 0),
        String(one?.uncertain ?? 0), String(one?.failed ?? 0), times.minute(one?.oldestDue))
    }
    return table
  }

  private static func executors(_ health: Health) -> Table {
    var table = Table("EXECUTOR", "HOST", "PROCESS", "VERSION", "LAST HEARD OF")
    for one in health.executors where !one.hasEnded && one.silentSeconds <= Health.silenceSecondsMax * 60 {
      table.add(
        String(one.record.id.text.prefix(8)), one.record.host, String(one.record.processID), one.record.version,
        "\(SpanText.words(seconds: Int64(one.silentSeconds))) ago")
    }
    return table
  }
}

enum StatusJSON {
  static func value(_ health: Health, _ findings: [Health.Finding]) -> Value {
    var fields = FindingList.json(findings).map ?? ValueMap()
    fields["now"] = .string(health.now.description)
    fields["workflows"] = .list(
      health.overview.workflows.map { workflow in
        var counts = ValueMap()
        for status in Instance.Status.allCases { counts[status.rawValue] = .int(Int64(workflow.counts[status] ?? 0)) }
        return ["name": .string(workflow.name), "counts": .map(counts)]
      })
    fields["channels"] = .list(
      health.overview.channels.map {
        [
          "name": .string($0.name), "pending": .int(Int64($0.pending)), "due": .int(Int64($0.due)), "sending": .int(Int64($0.sending)),
          "held": .int(Int64($0.held)),
          "uncertain": .int(Int64($0.uncertain)), "failed": .int(Int64($0.failed)),
        ]
      })
    fields["executors"] = .list(
      health.present.map {
        [
          "id": .string($0.record.id.text), "host": .string($0.record.host), "version": .string($0.record.version),
          "silentSeconds": .int(Int64($0.silentSeconds)),
        ]
      })
    return .map(fields)
  }
}
