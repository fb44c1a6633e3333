import Foundation
import Workflow
import WorkflowFile
import YAML

/// The project's own files, as tests read them.
enum Project {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The files of `types/` by path.
  static func types() throws -> [String: String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "types").path)
    return Dictionary(uniqueKeysWithValues: try names.filter { $0.hasSuffix(".yaml") }.map { ("types/\($0)", try text("types/\($0)")) })
  }

}

extension WorkflowReader {
  /// Reads a file of the project with its types and the project's own contacts.
  static func project(_ path: String) throws -> ReadWorkflow {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: Project.text("contacts.yaml"))
    let types = try Project.types()
    return try WorkflowReader(known: KnownNames(contacts: contacts.type)).read(path: path, text: Project.text(path), types: types)
  }
}

extension Diagnostics {
  /// As a person reads them.
  func text(_ sources: [String: String]) -> String {
    DiagnosticText(sources: sources.map { SourceText(file: $0.key, text: $0.value) }).render(all)
  }
}
