import Diagram
import Executor
import Foundation
import Machine
import Store
import Workflow
import WorkflowFile

extension Command {
  static let graph = Command(
    name: "graph", summary: "Draw a workflow, or an instance with where it stands and the way it took.",
    discussion: """
      WORKFLOW is drawn as its file in workflows/ is now (a path to a file is one too), WORKFLOW/KEY with the definition that the
      instance is pinned to: where it stands is filled, where it was has a strong line. SVG is made by Graphviz (dot).
      """,
    arguments: [Argument(name: "WORKFLOW", help: "A workflow, its file, or an instance: WORKFLOW/KEY.")],
    options: [
      Option(
        name: "--format", value: "FORMAT", help: "mermaid (default), dot, svg, scxml.", choices: ["mermaid", "dot", "svg", "scxml"]),
      Option(name: "--out", value: "FILE", help: "Write it there; what its name ends with is the format."),
    ],
    run: { call in
      let out = call.options["--out"]
      let ending = out?.split(separator: ".").last.map(String.init) ?? ""
      let format = call.options["--format"] ?? (["dot", "svg", "scxml"].contains(ending) ? ending : "mermaid")
      let text: String
      do {
        text = try await chart(call).text(format)
      } catch let error as Diagnostics {
        return call.complain(error, [])
      }
      guard let out else {
        call.terminal.write(text.hasSuffix("\n") ? String(text.dropLast()) : text)
        return .success
      }
      do {
        try Data(text.utf8).write(to: URL(filePath: out))
      } catch {
        throw CommandError("\(out) cannot be written.", hint: "\(error.localizedDescription)")
      }
      return .success
    })

  private static func chart(_ call: Invocation) async throws -> Chart {
    let name = try call.required(0)
    let files = try InstallationFiles(directory: call.directory, configuration: try call.configuration())
    if let definition = try definition(name, files) { return Chart(definition) }
    let address = try Address(name)
    return try await call.withStore { access in
      let instance = try await address.find(in: access.store)
      guard let closure = try await access.store.closure(of: instance.hash) else {
        throw CommandError("The definition of \(address.text) is not in the database.")
      }
      let records = try await access.store.history(of: instance.id, from: nil, limit: Self.stepsMax).map { try $0.record() }
      return Chart(try DefinitionReader(files: files).load(closure).definition, mark: Mark(instance, records))
    }
  }

  /// More steps of one instance are not looked through.
  private static let stepsMax = 100_000

  /// Nil where an instance is named.
  private static func definition(_ name: String, _ files: InstallationFiles) throws -> Workflow.Definition? {
    if name.hasSuffix(".yaml") {
      guard let text = try? String(contentsOfFile: name, encoding: .utf8) else { throw UsageError("\(name) cannot be read.") }
      return try files.check(path: name, text: text).definition
    }
    guard !name.contains("/") else { return nil }
    guard let file = files.workflows.first(where: { $0.key == "workflows/\(name).yaml" }) else {
      let names = files.workflows.keys.map { String($0.dropFirst("workflows/".count).dropLast(".yaml".count)) }
      let near = Spelling.nearest(name, among: names)
      throw UsageError(
        "There is no workflow \(name).", hint: near.map { "Did you mean \($0)?" } ?? "There are \(names.sorted().joined(separator: ", ")).")
    }
    return try files.check(path: file.key, text: file.value).definition
  }
}

extension Chart {
  fileprivate func text(_ format: String) throws -> String {
    switch format {
    case "mermaid": mermaid
    case "dot": dot
    case "scxml": scxml
    case "svg": try Graphviz.svg(dot)
    default: throw UsageError("There is no format \(format).", hint: "mermaid, dot, svg or scxml")
    }
  }
}
