import CEL
import Calendar
import Channel
import ChannelMail
import Executor
import Foundation
import Machine
import Scenario
import Simulator
import Source
import Store
import Workflow
import WorkflowFile
import YAML

/// The folder's installation as simulations take it: its own workflows, templates, people and forms of messages, and nothing that
/// reaches out but, where a scenario says so, its sources.
struct SimulationSetup {
  let files: InstallationFiles
  let installation: SimulatedInstallation

  init(_ call: Invocation) throws {
    let configuration = try call.configuration()
    var files = try InstallationFiles(directory: call.directory, configuration: configuration)
    files.shelf = TemplateShelf()
    self.files = files
    let checked = try files.checkedWorkflows()
    let workflows = checked.map {
      SimulatedInstallation.Deployable(closure: $0.closure, definition: $0.definition)
    }
    let clock = SystemClock()
    let sources = try SourceSetup.sources(directory: call.directory, environment: call.environment, clock: clock)
    installation = SimulatedInstallation(
      name: configuration.installation, domain: configuration.domain, workflows: workflows, loader: DefinitionReader(files: files),
      live: Live(contacts: files.contacts.value, settings: .map(files.settings)),
      forms: ChannelSetup(
        configuration: configuration, directory: call.directory, rooms: InstallationFiles.rooms(of: .teams, in: checked),
        webhooks: InstallationFiles.rooms(of: .webhook, in: checked)
      ).forms(),
      sources: Dictionary(sources.map { ($0.name, $0.source) }, uniquingKeysWith: { first, _ in first }))
  }

  /// Scenario files of the folder by name (`partner-ladder`), each with its path from the folder.
  func scenarioFiles() throws -> [(name: String, path: String, text: String)] {
    let folder = TextFolder(root: files.directory)
    return try folder.files(in: "workflows/tests", suffix: ".yaml", isDeep: true).sorted { $0.key < $1.key }.map { path, text in
      (String(path.dropFirst("workflows/tests/".count).dropLast(".yaml".count)), path, text)
    }
  }

  func read(name: String, path: String, text: String) throws(Diagnostics) -> ScenarioFile {
    try ScenarioReader(installation).read(path: path, name: name, text: text)
  }
}

extension Invocation {
  /// Says what is wrong with files as `tocsin validate` does, and gives the code to leave with.
  func complain(_ diagnostics: Diagnostics, _ sources: [SourceText]) -> ExitCode {
    if isJSON {
      terminal.write(JSON.write(DiagnosticJSON.value(diagnostics.all)))
    } else {
      terminal.complain(DiagnosticText(sources: sources, colour: terminal.hasColor).render(diagnostics.all))
    }
    return .trouble
  }

  /// The installation for a simulation; what is wrong with its files is said with lines and carets.
  func withSimulation(_ body: (SimulationSetup) async throws -> ExitCode) async throws -> ExitCode {
    do {
      return try await body(try SimulationSetup(self))
    } catch let error as Diagnostics {
      let files = try InstallationFiles(directory: directory, configuration: try configuration())
      return complain(error, files.sourceTexts)
    }
  }
}
