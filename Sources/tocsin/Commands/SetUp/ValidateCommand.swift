import CEL
import Executor
import Foundation
import Proof
import Workflow
import WorkflowFile
import YAML

extension Command {
  static let validate = Command(
    name: "validate", summary: "Check workflow files, with their templates, and say all that is wrong at once.",
    discussion: """
      Needs no database. Of a file without errors everything that can happen is searched, its guards taken as free choices: what is
      found so is called possible, and shown as a scenario that tocsin simulate plays. Exit code 1 where an error was found.
      tocsin explain T0306 says what a code means.
      """,
    arguments: [Argument(name: "FILE", help: "Workflow files; all of workflows/ without any.", isOptional: true, isRepeating: true)],
    options: [
      Option(
        name: "--format", value: "FORMAT", help: "text (default), json, sarif (2.1.0, which forges show beside the lines).",
        choices: ["text", "json", "sarif"]),
      Option(name: "--out", value: "DIR", help: "Write the scenarios that show possible findings there."),
      Option(name: "--no-proof", value: nil, help: "Do not search what can happen."),
    ],
    run: { call in
      var files = try InstallationFiles(directory: call.directory, configuration: try call.configuration())
      files.shelf = TemplateShelf()
      let wanted = try call.positionals.isEmpty ? files.workflows : Self.texts(call.positionals)
      var validation = Validation(files: files, isProving: !call.isSet("--no-proof"))
      validation.check(wanted)
      let sources = wanted.map { SourceText(file: $0.key, text: $0.value) } + files.sourceTexts
      try report(validation, sources, count: wanted.count, call)
      if let folder = call.options["--out"] { try write(validation.scenarios, to: folder) }
      return validation.found.contains { $0.severity == .error } ? .trouble : .success
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

  private static func report(_ validation: Validation, _ sources: [SourceText], count: Int, _ call: Invocation) throws {
    let found = validation.found
    switch call.options["--format"] ?? (call.isJSON ? "json" : "text") {
    case "json": return call.terminal.write(JSON.write(DiagnosticJSON.value(found)))
    case "sarif": return call.terminal.write(JSON.write(DiagnosticSARIF.value(found, version: Version.text)))
    case "text": break
    case let other: throw UsageError("There is no format \(other).", hint: "text, json or sarif")
    }
    let text = DiagnosticText(sources: sources, colour: call.terminal.hasColor)
    if !found.isEmpty { call.terminal.write(text.render(found)) }
    for scenario in validation.scenarios where scenario.code == DiagnosticCode.propertyFails.rawValue {
      call.terminal.write("\nA scenario that shows it; tocsin simulate --scenario FILE plays it:\n\n" + scenario.text)
    }
    let files = count == 1 ? "1 workflow" : "\(count) workflows"
    call.terminal.write(found.isEmpty ? "\(files): nothing wrong." : "\(files): \(DiagnosticText.summary(found))")
  }

  private static func write(_ scenarios: [Validation.Scenario], to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for scenario in scenarios {
      try scenario.text.write(toFile: "\(folder)/\(scenario.name).yaml", atomically: true, encoding: .utf8)
    }
  }
}

/// What is said of some files: by their reader, by the linker where all are sound, by the search through what can happen.
private struct Validation {
  struct Scenario {
    var name: String
    var code: String
    var text: String
  }

  let files: InstallationFiles
  let isProving: Bool
  private(set) var found: [Diagnostic] = []
  private(set) var scenarios: [Scenario] = []

  init(files: InstallationFiles, isProving: Bool) { (self.files, self.isProving) = (files, isProving) }

  mutating func check(_ wanted: [String: String]) {
    var good: [Workflow.Definition] = []
    for result in files.check(wanted) {
      switch result {
      case .success(let checked):
        found += checked.loaded.warnings.all
        good.append(checked.definition)
      case .failure(let error): found += error.all
      }
    }
    link(good, wanted)
    if isProving { for (definition, proof) in zip(good, AtOnce.map(good) { Proof($0) }) { add(proof, of: definition) } }
    found.sort { ($0.place, $0.code) < ($1.place, $1.code) }
  }

  /// What one workflow asks of another, once every file of the folder can be read: who is missing might be in one that cannot.
  private mutating func link(_ good: [Workflow.Definition], _ wanted: [String: String]) {
    guard good.count == wanted.count else { return }
    var all = good
    for (path, text) in files.workflows where wanted[path] == nil {
      do throws(Diagnostics) {
        all.append(try files.check(path: path, text: text).definition)
      } catch {
        return
      }
    }
    found += WorkflowLinker(all).check().filter { wanted[$0.place.file] != nil }
  }

  private mutating func add(_ proof: Proof, of definition: Workflow.Definition) {
    let told = Set(found.map { "\($0.place) \($0.code)" })
    for finding in proof.findings {
      let diagnostic = finding.diagnostic
      guard !told.contains("\(diagnostic.place) \(diagnostic.code)") else { continue }
      found.append(diagnostic)
      guard let text = finding.scenario else { continue }
      scenarios.append(
        Scenario(name: "\(definition.name)-\(diagnostic.code)-\(diagnostic.place.line)", code: diagnostic.code, text: text))
    }
  }
}
