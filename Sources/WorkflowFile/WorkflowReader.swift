package import Workflow
import YAML

/// Reads a workflow's file with its types: everything is checked when it is loaded, and everything wrong is said at once.
package struct WorkflowReader: Sendable {
  let known: KnownNames

  package init(known: KnownNames = KnownNames()) {
    self.known = known
  }

  /// - Parameter path: the file's name as diagnostics show it, and its part of the hash.
  /// - Parameter types: files of `types/` by path; those that the workflow uses become part of it.
  package func read(path: String, text: String, types: [String: String] = [:]) throws(Diagnostics) -> ReadWorkflow {
    let files = types.sorted { $0.key < $1.key }.map { TypesReader.file(path: $0.key, text: $0.value) }
    let reading = Reading(SourceText(file: path, text: text))
    let result = reading.parse().flatMap { FileReader(root: $0, files: files, known: known, reading: reading).read() }
    let used = result?.typeFiles ?? []
    let diagnostics = (reading.diagnostics + files.filter { used.contains($0.path) }.flatMap(\.reading.diagnostics)).sorted {
      ($0.place, $0.code) < ($1.place, $1.code)
    }
    guard let result, !diagnostics.contains(where: { $0.severity == .error }) else { throw Diagnostics(diagnostics) }
    let closure = [(path: path, text: text)] + used.sorted().compactMap { path in types[path].map { (path: path, text: $0) } }
    var definition = result.definition
    definition.hash = DefinitionHash(files: closure)
    return ReadWorkflow(
      definition: definition, warnings: Diagnostics(diagnostics), files: closure.map { .init(path: $0.path, text: $0.text) })
  }
}

/// A workflow that can run, with what is doubtful about it.
package struct ReadWorkflow: Sendable {
  /// A file that the definition's hash covers.
  package struct File: Hashable, Sendable {
    package var path: String
    package var text: String
  }

  package var definition: Workflow.Definition
  package var warnings: Diagnostics
  /// The workflow's own file first, then the types that it uses.
  package var files: [File]
}
