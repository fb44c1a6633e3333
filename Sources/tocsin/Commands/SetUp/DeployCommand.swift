import CEL
import Calendar
import Executor
import Foundation
import Machine
import Store
import Workflow
import WorkflowFile

extension Command {
  static let deploy = Command(
    name: "deploy", summary: "Make the folder's workflows the current ones; bring running instances along, or go back.",
    discussion: """
      All files are checked first; if one is wrong, nothing is deployed. Running instances stay with the version that they
      were opened with, unless --apply moves them: by state, or as --map says, each as a step of its own.
      --plan tells what would change for whom, and does nothing. --rollback makes the version before the current one current again
      (WORKFLOW, or WORKFLOW@NUMBER for another); with --apply its instances go back too.
      """,
    arguments: [Argument(name: "WORKFLOW", help: "Only this one.", isOptional: true, isRepeating: true)],
    options: [
      Option(name: "--plan", value: nil, help: "Tell what would change for whom; change nothing."),
      Option(name: "--apply", value: nil, help: "Move the instances that run on other versions."),
      Option(name: "--rollback", value: nil, help: "Back to the version before."),
      Option(name: "--map", value: "OLD=NEW", help: "A state that is called otherwise in the version to come; again for each."),
      Option(
        name: "--timers", value: "HOW", help: "Deadlines of moved instances: keepDeadline (default), keepRemaining, restart.",
        choices: ["keepDeadline", "keepRemaining", "restart"]),
    ] + Deed.options,
    run: { call in
      let files = try InstallationFiles(directory: call.directory, configuration: try call.configuration())
      return try await call.withStore { access in
        let deployer = Deployer(access: access, files: files)
        if call.isSet("--plan") || call.isSet("--apply") || call.isSet("--rollback") {
          return try await PlannedDeploy(call: call, access: access, deployer: deployer).run()
        }
        let deed = try Deed(call, needsReason: false)
        if deed.isDryRun { return try await PlannedDeploy(call: call, access: access, deployer: deployer).run() }
        let results = try await deployer.deployAll(only: call.positionals)
        for result in results where result.deployment.isNew {
          try await access.store.signDeployment(result.workflow, number: result.deployment.number, by: deed.by, reason: deed.reason)
          try await access.store.audit(
            AuditEntry(
              at: try await access.now(), by: deed.by, verb: "deploy", target: result.workflow, reason: deed.reason,
              outcome: "number \(result.deployment.number)"))
        }
        if call.isJSON {
          call.terminal.write(JSON.write(.list(results.map(\.json))))
        } else {
          for result in results {
            let word = result.deployment.isNew ? "deployed as number" : "is unchanged: number"
            call.terminal.write("\(result.workflow) \(word) \(result.deployment.number)")
          }
        }
        return .success
      }
    })
}

/// A deployment that is told before it is made, and may take instances along or go back.
private struct PlannedDeploy {
  let call: Invocation
  let access: StoreAccess
  let deployer: Deployer

  func run() async throws -> ExitCode {
    let isPlan = call.isSet("--plan") || call.isSet("--dry-run")
    let deed = try Deed(call, needsReason: !isPlan)
    var worst = ExitCode.success
    var planned = 0
    for closure in try await closures() {
      let move = try await VersionMove(call, access, files: deployer.files, closure: closure)
      let candidates = try await move.candidates()
      let current = try await access.store.workflows().first { $0.workflow == closure.workflow }
      let isNew = current?.hash != closure.hash
      guard isNew || !candidates.isEmpty else { continue }
      planned += 1
      let heading = heading(closure, current, candidates, isNew: isNew)
      let code: ExitCode
      if isPlan {
        call.terminal.write("\(heading), in \(access.databaseName):")
        for item in move.items(candidates).prefix(20) { call.terminal.write("  \(Table.safe(item.line))") }
        if candidates.count > 20 { call.terminal.write("  … and \(candidates.count - 20) more") }
        code = candidates.contains { $0.moved == nil } ? .trouble : .success
      } else {
        code = try await perform(closure, move, call.isSet("--apply") ? candidates : [], heading, deed, isNew: isNew)
      }
      if code != .success { worst = code }
    }
    if planned == 0 { call.terminal.write("Nothing would change: what is here is current, and every instance is on it.") }
    return worst
  }

  private func heading(
    _ closure: DefinitionClosure, _ current: WorkflowRecord?, _ candidates: [VersionMove.Candidate], isNew: Bool
  ) -> String {
    let version = String(closure.hash.text.prefix(12))
    let became = isNew ? "\(version) becomes current (now number \(current?.number ?? 0))" : "\(version) is current"
    guard !candidates.isEmpty else { return "\(closure.workflow): \(became); no instance is on another version" }
    let fitting = candidates.count { $0.moved != nil }
    let unfit = candidates.count - fitting
    let moved = fitting == 1 ? "1 instance" : "\(fitting) instances"
    return "\(closure.workflow): \(became); \(moved) to be moved" + (unfit == 0 ? "" : ", \(unfit) cannot be")
  }

  private func perform(
    _ closure: DefinitionClosure, _ move: VersionMove, _ candidates: [VersionMove.Candidate], _ heading: String, _ deed: Deed, isNew: Bool
  ) async throws -> ExitCode {
    let verb = call.isSet("--rollback") ? "deploy --rollback" : "deploy --apply"
    let items = [Deed.Item(target: closure.workflow, line: "\(closure.workflow)  \(closure.hash.text.prefix(12))")] + move.items(candidates)
    return try await deed.run(access, verb: verb, heading: heading, items) {
      var words = "is current already"
      if isNew {
        let deployment = try await deployer.deploy(closure)
        try await access.store.signDeployment(closure.workflow, number: deployment.number, by: deed.by, reason: deed.reason)
        words = "deployed as number \(deployment.number)"
      }
      return [Deed.Outcome(words: words)] + (try await move.perform(candidates, deed))
    }
  }

  /// What is to become current.
  private func closures() async throws -> [DefinitionClosure] {
    guard call.isSet("--rollback") else {
      return try deployer.checked(only: call.positionals).map(\.closure)
    }
    guard !call.positionals.isEmpty else { throw UsageError("deploy --rollback needs WORKFLOW.") }
    var found: [DefinitionClosure] = []
    for word in call.positionals {
      let record = word.contains("@") ? try await VersionText.deployment(word, access) : try await versionBefore(word)
      guard let closure = try await access.store.closure(of: record.hash) else {
        throw CommandError("The version \(record.hash) is not in the database.")
      }
      found.append(closure)
    }
    return found
  }

  /// The newest deployment of another version than the current one.
  private func versionBefore(_ workflow: String) async throws -> DeploymentRecord {
    let all = try await access.store.deployments(of: workflow)
    guard let current = all.last else { throw CommandError("No workflow \(workflow) is deployed.", hint: "tocsin workflows") }
    guard let before = all.last(where: { $0.hash != current.hash }) else {
      throw CommandError("\(workflow) has no version before the current one.", hint: "tocsin workflows \(workflow)")
    }
    return before
  }
}

/// Brings checked definitions into the store.
struct Deployer {
  let access: StoreAccess
  let files: InstallationFiles

  struct Result {
    var workflow: String
    var deployment: Deployment

    var json: Value {
      ["workflow": .string(workflow), "number": .int(Int64(deployment.number)), "new": .bool(deployment.isNew)]
    }
  }

  /// - Parameter only: names of workflows; all where it is empty.
  func checked(only: [String]) throws -> [InstallationFiles.Checked] {
    let checked = try files.checkedWorkflows()
    for name in only where !checked.contains(where: { $0.definition.name == name }) {
      throw UsageError("There is no workflow \(name) in \(files.directory.lastPathComponent)/workflows.")
    }
    return checked.filter { only.isEmpty || only.contains($0.definition.name) }
  }

  func deployAll(only: [String] = []) async throws -> [Result] {
    let checked = try checked(only: only)
    _ = try await access.installation()  // Ids hold its name, so it is written before the first of them is made.
    try await checkTemplates()
    let now = try await access.now()
    var results: [Result] = []
    for one in checked {
      let deployment = try await access.store.deploy(one.closure, starts: one.definition.starts.count, at: now)
      results.append(Result(workflow: one.definition.name, deployment: deployment))
    }
    return results
  }

  /// A version that is in the store, or will be.
  func deploy(_ closure: DefinitionClosure) async throws -> Deployment {
    try await checkTemplates()
    let definition = try DefinitionReader(files: files).load(closure).definition
    return try await access.store.deploy(closure, starts: definition.starts.count, at: try await access.now())
  }

  /// Templates are live: they must fit every version that something runs on.
  private func checkTemplates() async throws {
    let reader = DefinitionReader(files: files)
    for version in try await access.store.versionCounts() {
      let running = version.counts.filter { !$0.key.isEnded }.values.reduce(0, +)
      guard running > 0, let closure = try await access.store.closure(of: version.hash) else { continue }
      do throws(StepAbandoned) {
        _ = try reader.load(closure)
      } catch {
        throw CommandError(
          "The folder does not fit version \(version.hash.text.prefix(12)) of \(version.workflow), on which \(running) instances stand: \(error.reason)",
          hint: "Mend the template so that it fits both versions.")
      }
    }
  }
}
