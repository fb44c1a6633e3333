import CEL
import Calendar
import Machine
import Store
import Workflow

extension Command {
  static let list = Command(
    name: "list", summary: "List instances: where each stands, since when, and what comes next.",
    discussion: "WORKFLOW narrows it to one workflow, WORKFLOW/KEY to one key; a key may end in *.",
    arguments: [Argument(name: "WORKFLOW[/KEY]", help: "Which instances; all without it.", isOptional: true)],
    options: [
      Option(name: "--status", value: "STATUS", help: "running, suspended, cancelled, faulted or completed."),
      Option(name: "--schedules", value: nil, help: "Schedules too (WORKFLOW/@start.0)."),
      Option(name: "--limit", value: "N", help: "At most so many (default 1000)."),
    ] + InstanceSelection.options,
    run: { call in
      try await call.withStore { access in
        let selection = try await InstanceSelection(call, access)
        let instances = try await selection.filtered(try await access.store.instances(filter(call)), access)
        if call.isJSON {
          call.terminal.write(JSON.write(.list(instances.map(\.summary))))
        } else {
          show(instances, call, access.times)
        }
        return instances.contains { $0.status == .faulted } ? .trouble : .success
      }
    })

  private static func filter(_ call: Invocation) throws -> InstanceFilter {
    var filter = InstanceFilter(
      includesSchedules: call.isSet("--schedules"), limit: try call.number("--limit", default: 1000))
    if let text = call.argument(0) {
      let parts = text.split(separator: "/", maxSplits: 1)
      filter.workflow = String(parts[0])
      if parts.count == 2 { filter.key = String(parts[1]) }
    }
    if let status = call.options["--status"] {
      guard let known = Instance.Status(rawValue: status) else {
        throw UsageError("\(status) is no status: \(Instance.Status.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      filter.statuses = [known]
    }
    return filter
  }

  private static func show(_ instances: [Instance], _ call: Invocation, _ times: TimeText) {
    guard !instances.isEmpty else { return call.terminal.write("No instance matches.") }
    var table = Table("INSTANCE", "STATUS", "STATE", "STEP", "SINCE", "NEXT", "OUTCOME")
    for one in instances {
      table.add(
        "\(one.workflow)/\(one.key)", one.status.rawValue, one.state, String(one.step), times.minute(one.now),
        times.minute(one.due), one.outcome ?? "")
    }
    for line in table.lines(call.terminal) { call.terminal.write(line) }
  }
}

extension Instance {
  /// As `--json` lists it.
  var summary: Value {
    var fields: ValueMap = [
      "id": .string(id.description), "workflow": .string(workflow), "key": .string(key), "run": .int(Int64(run)),
      "status": .string(status.rawValue), "state": .string(state), "step": .int(Int64(step)),
      "now": .string(now.description), "openedAt": .string(openedAt.description), "definition": .string(hash.text),
    ]
    if let due { fields["due"] = .string(due.description) }
    if let closedAt { fields["closedAt"] = .string(closedAt.description) }
    if let outcome { fields["outcome"] = .string(outcome) }
    return .map(fields)
  }
}
