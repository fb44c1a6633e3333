import CEL
import Calendar
import Machine
import Store
import Workflow

extension Command {
  static let workflows = Command(
    name: "workflows", summary: "Show which version of each workflow is current, since when, by whom, and how many instances are on which.",
    discussion: "With WORKFLOW: all its deployments. `tocsin diff` shows what changed, `tocsin deploy --plan` what a move would do.",
    arguments: [Argument(name: "WORKFLOW", help: "All deployments of this one.", isOptional: true)],
    run: { call in
      try await call.withStore { access in
        let lines = try await VersionLine.all(access, of: call.argument(0))
        guard !lines.isEmpty else {
          throw CommandError(call.argument(0).map { "No workflow \($0) is deployed." } ?? "No workflow is deployed.", hint: "tocsin deploy")
        }
        if call.isJSON {
          call.terminal.write(JSON.write(.list(lines.map(\.json))))
          return .success
        }
        call.terminal.write(VersionLine.answer(lines))
        var table = Table("WORKFLOW", "NUMBER", "VERSION", "DEPLOYED", "BY", "RUNNING", "STANDING", "ENDED", "REASON")
        for one in lines {
          table.add(
            one.deployment.workflow, "\(one.deployment.number)\(one.isCurrent ? " *" : "")", one.version,
            access.times.minute(one.deployment.at), one.deployment.by ?? "", String(one.running), String(one.standing), String(one.ended),
            one.deployment.reason ?? "")
        }
        for line in table.lines(call.terminal) { call.terminal.write(line) }
        return .success
      }
    })
}

/// A deployment with the instances that are pinned to its version.
struct VersionLine {
  var deployment: DeploymentRecord
  var isCurrent: Bool
  var counts: [Instance.Status: Int]

  var version: String { String(deployment.hash.text.prefix(12)) }
  var running: Int { counts[.running] ?? 0 }
  /// Suspended or faulted.
  var standing: Int { (counts[.suspended] ?? 0) + (counts[.faulted] ?? 0) }
  var ended: Int { (counts[.completed] ?? 0) + (counts[.cancelled] ?? 0) }

  /// All deployments of one workflow; of all workflows the current ones, and older ones that something still runs on.
  static func all(_ access: StoreAccess, of workflow: String?) async throws -> [VersionLine] {
    let current = try await access.store.workflows()
    let versions = try await access.store.versionCounts()
    var lines: [VersionLine] = []
    var seen: Set<String> = []
    // Of several deployments of one version the newest shows its instances.
    for one in try await access.store.deployments(of: workflow).reversed() {
      let isCurrent = current.contains { $0.workflow == one.workflow && $0.number == one.number }
      let isNewest = seen.insert(one.workflow + " " + one.hash.text).inserted
      let counts = isNewest ? versions.first { $0.workflow == one.workflow && $0.hash == one.hash }?.counts ?? [:] : [:]
      let line = VersionLine(deployment: one, isCurrent: isCurrent, counts: counts)
      if workflow != nil || isCurrent || line.running + line.standing > 0 { lines.append(line) }
    }
    return lines.sorted { ($0.deployment.workflow, $0.deployment.number) < ($1.deployment.workflow, $1.deployment.number) }
  }

  static func answer(_ lines: [VersionLine]) -> String {
    let behind = lines.filter { !$0.isCurrent }.map { $0.running + $0.standing }.reduce(0, +)
    let count = Set(lines.map(\.deployment.workflow)).count
    let are = count == 1 ? "1 workflow is deployed" : "\(count) workflows are deployed"
    return behind == 0 ? "\(are); every instance is on the current version." : "\(are); \(behind) instances are on older versions."
  }

  var json: Value {
    [
      "workflow": .string(deployment.workflow), "number": .int(Int64(deployment.number)), "hash": .string(deployment.hash.text),
      "current": .bool(isCurrent), "deployedAt": .string(deployment.at.description), "by": deployment.by.map { .string($0) } ?? .null,
      "reason": deployment.reason.map { .string($0) } ?? .null, "running": .int(Int64(running)), "standing": .int(Int64(standing)),
      "ended": .int(Int64(ended)),
    ]
  }
}
