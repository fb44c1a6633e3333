import CEL
import Foundation
import Store
import Workflow
import WorkflowFile

extension Command {
  static let deploy = Command(
    name: "deploy", summary: "Make the folder's workflows the current ones.",
    discussion: """
      All files are checked first; if one is wrong, nothing is deployed. Running instances stay with the version that they
      were opened with.
      """,
    arguments: [Argument(name: "WORKFLOW", help: "Only this one.", isOptional: true, isRepeating: true)],
    run: { call in
      let files = try InstallationFiles(directory: call.directory, configuration: try call.configuration())
      return try await call.withStore { access in
        let results = try await Deployer(access: access, files: files).deployAll(only: call.positionals)
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
  func deployAll(only: [String] = []) async throws -> [Result] {
    let checked = try files.checkedWorkflows()
    for name in only where !checked.contains(where: { $0.definition.name == name }) {
      throw UsageError("There is no workflow \(name) in \(files.directory.lastPathComponent)/workflows.")
    }
    _ = try await access.installation()  // Ids hold its name, so it is written before the first of them is made.
    let now = try await access.now()
    var results: [Result] = []
    for one in checked where only.isEmpty || only.contains(one.definition.name) {
      let deployment = try await access.store.deploy(one.closure, starts: one.definition.starts.count, at: now)
      results.append(Result(workflow: one.definition.name, deployment: deployment))
    }
    return results
  }
}
