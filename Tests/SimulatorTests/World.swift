import CEL
import Calendar
import Channel
import Executor
import Foundation
import Machine
import Scenario
import Simulator
import Source
import Store
import Template
import Testing
import Workflow
import WorkflowFile

/// An installation in a test's own words: workflows as YAML, two people, a template for every name.
struct World {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  var installation: SimulatedInstallation

  init(_ workflows: String..., sources: [String: any Source] = [:]) throws {
    let contacts = try ContactsReader().read(
      path: "contacts.yaml",
      text: "roles:\n  lead: {name: Miriam Okafor, email: lead@tocsin.example}\n  desk: {name: Ana, email: ana@tocsin.example}\n")
    let loader = WorldLoader(contacts: contacts)
    installation = SimulatedInstallation(
      name: "test", domain: "tocsin.example", workflows: try workflows.map { try loader.deployable($0) }, loader: loader,
      live: Live(contacts: contacts.value, settings: .map(ValueMap())),
      forms: [PlainForm(name: "email"), PlainForm(name: "teams/alerts")], sources: sources)
  }

  /// The shipped workflows, for files that name them; nothing can be run with it.
  static func shipped() throws -> SimulatedInstallation {
    let folder = root.appending(path: "workflows")
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: text("contacts.yaml"))
    let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "types").path)
    let types = Dictionary(uniqueKeysWithValues: try names.map { ("types/\($0)", try text("types/\($0)")) })
    let workflows = try ["emsp-faulty-bookings", "emsp-partner-escalation"].map { name in
      let text = try String(contentsOf: folder.appending(path: "\(name).yaml"), encoding: .utf8)
      let known = KnownNames(calendars: ["germany-berlin": .mondayToFriday], contacts: contacts.type)
      return try WorkflowReader(known: known).read(path: "workflows/\(name).yaml", text: text, types: types).definition
    }
    return SimulatedInstallation(
      name: "test", domain: "tocsin.example",
      workflows: workflows.map {
        .init(closure: DefinitionClosure(hash: $0.hash, workflow: $0.name, files: []), definition: $0)
      }, loader: WorldLoader(contacts: contacts), live: Live(contacts: contacts.value, settings: .map(ValueMap())),
      forms: [PlainForm(name: "email"), PlainForm(name: "teams/alerts")])
  }

  static func text(_ path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

  /// A scenario of this world, from its text.
  func scenario(_ text: String) throws -> Scenario {
    try #require(try ScenarioReader(installation).read(path: "s.yaml", name: "s", text: text).scenarios.first)
  }
}

/// Reads definitions as the program does; every template is there, with the instance's key in it.
struct WorldLoader: DefinitionLoader {
  let contacts: Contacts

  func load(_ closure: DefinitionClosure) throws(StepAbandoned) -> LoadedDefinition {
    do {
      var loaded = LoadedDefinition(definition: try read(closure.files[0].text).definition, mails: [:], cards: [:])
      for (number, message) in loaded.definition.messages.enumerated() {
        let environment = loaded.definition.scope.environment(for: message.scope)
        switch message.medium {
        case .email(let mail) where mail.written != nil: break
        case .email(let mail):
          loaded.mails[MessageID(number)] = try Self.library(mail.template).compileMail(mail.template, environment)
        case .teams(let teams):
          loaded.cards[MessageID(number)] = try Self.library(teams.card).compileCard(teams.card, environment)
        }
      }
      return loaded
    } catch {
      throw StepAbandoned(reason: "\(error)")
    }
  }

  func deployable(_ yaml: String) throws -> SimulatedInstallation.Deployable {
    let read = try read(yaml)
    let files = read.files.map { DefinitionClosure.File(path: $0.path, text: $0.text) }
    return .init(
      closure: DefinitionClosure(hash: read.definition.hash, workflow: read.definition.name, files: files), definition: read.definition)
  }

  private func read(_ yaml: String) throws -> ReadWorkflow {
    try WorkflowReader(known: KnownNames(contacts: contacts.type)).read(path: "workflow.yaml", text: yaml, types: [:])
  }

  private static func library(_ name: String) -> TemplateLibrary {
    TemplateLibrary(files: [
      "\(name).html": "<html><head><title>\(name) ${instance.key}</title></head><body><p>About ${instance.key}.</p></body></html>",
      "\(name).json": #"{"type": "AdaptiveCard", "version": "1.4", "body": [{"type": "TextBlock", "text": "${instance.key}"}]}"#,
    ])
  }
}

/// Composes a message as its own description; sending it would be a mistake.
struct PlainForm: Channel {
  let name: String
  let limits = ChannelLimits(concurrentSends: 1)
  let onUncertain = UncertainPolicy.resend

  func compose(_ part: OutgoingPart) throws(CompositionError) -> [UInt8] { Array("\(part)".utf8) }
  func send(_ bytes: [UInt8], _ part: OutgoingPart) async -> Outcome { .failedPermanently(Answer(text: "a simulation sends nothing")) }
}
