import CEL
import Foundation
import Workflow
import WorkflowFile
import YAML

extension Command {
  static let validate = Command(
    name: "validate", summary: "Check workflow files, with their templates, and say all that is wrong at once.",
    discussion: "Needs no database. Exit code 1 where an error was found.",
    arguments: [Argument(name: "FILE", help: "Workflow files; all of workflows/ without any.", isOptional: true, isRepeating: true)],
    options: [
      Option(
        name: "--format", value: "FORMAT", help: "text (default), json, sarif (2.1.0, which forges show beside the lines).",
        choices: ["text", "json", "sarif"])
    ],
    run: { call in
      let files = try InstallationFiles(directory: call.directory, configuration: try call.configuration())
      let wanted = try call.positionals.isEmpty ? files.workflows : Self.texts(call.positionals)
      var found: [Diagnostic] = []
      for (path, text) in wanted.sorted(by: { $0.key < $1.key }) {
        do throws(Diagnostics) {
          found += try files.check(path: path, text: text).loaded.warnings.all
        } catch {
          found += error.all
        }
      }
      let sources = wanted.map { SourceText(file: $0.key, text: $0.value) } + files.sourceTexts
      try report(found, sources, count: wanted.count, call)
      return found.contains { $0.severity == .error } ? .trouble : .success
    })

  private static func texts(_ paths: [String]) throws -> [String: String] {
    var texts: [String: String] = [:]
    for path in paths {
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        throw UsageError("\(path) cannot be read.", hint: "Is it there, readable, and UTF-8?")
      }
      texts[path] = text
    }
    return texts
  }

  private static func report(_ found: [Diagnostic], _ sources: [SourceText], count: Int, _ call: Invocation) throws {
    switch call.options["--format"] ?? (call.isJSON ? "json" : "text") {
    case "json": return call.terminal.write(JSON.write(DiagnosticJSON.value(found)))
    case "sarif": return call.terminal.write(JSON.write(DiagnosticSARIF.value(found, version: Version.text)))
    case "text": break
    case let other: throw UsageError("There is no format \(other).", hint: "text, json or sarif")
    }
    let text = DiagnosticText(sources: sources, colour: call.terminal.hasColor)
    if !found.isEmpty { call.terminal.write(text.render(found)) }
    let files = count == 1 ? "1 workflow" : "\(count) workflows"
    call.terminal.write(found.isEmpty ? "\(files): nothing wrong." : "\(files): \(DiagnosticText.summary(found))")
  }
}
