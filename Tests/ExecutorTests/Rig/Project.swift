import CEL
import Calendar
import Executor
import Machine
import Store
import StoreProbe
import Synchronization
import Template
import Workflow
import WorkflowFile

/// The files of a story: workflows as YAML, templates where a story says its own, people.
final class Project: DefinitionLoader {
  static let contacts = """
    roles:
      lead: {name: Miriam Okafor, email: lead@tocsin.example}
      desk:
        - {name: Ana, email: ana@tocsin.example}
        - {name: Ben, email: ben@tocsin.example}
    """

  let contacts: Contacts
  private let templates: [String: String]
  private let types: [String: String]
  /// Definitions that cannot be had for a while, by workflow.
  let refused = Mutex<Set<String>>([])

  init(templates: [String: String], types: [String: String]) throws {
    contacts = try ContactsReader().read(path: "contacts.yaml", text: Self.contacts)
    self.templates = templates
    self.types = types
  }

  /// What expressions and templates see as `settings`.
  let settings = Mutex(ValueMap())

  var live: Live { Live(contacts: contacts.value, settings: .map(settings.withLock { $0 })) }

  func read(_ yaml: String) throws -> ReadWorkflow {
    do {
      return try reader.read(path: "workflow.yaml", text: yaml, types: types)
    } catch {
      throw ProjectError(DiagnosticText(sources: []).render(error.all))
    }
  }

  private var reader: WorkflowReader { WorkflowReader(known: KnownNames(contacts: contacts.type)) }

  /// What is deployed of a workflow's text, and how many schedules it has.
  func closure(_ yaml: String) throws -> (closure: DefinitionClosure, starts: Int) {
    let read = try read(yaml)
    let definition = read.definition
    let loaded = try load(definition)
    let variables = loaded.mails.values.reduce(into: Set<String>()) { $0.formUnion($1.variables) }
    let reads = Definition.Reads(
      items: definition.reads.items || variables.contains("items"),
      children: definition.reads.children || variables.contains("children"))
    let files = read.files.map { DefinitionClosure.File(path: $0.path, text: $0.text) }
    return (
      DefinitionClosure(hash: definition.hash, workflow: definition.name, files: files, reads: reads),
      definition.starts.count
    )
  }

  func load(_ closure: DefinitionClosure) throws(StepAbandoned) -> LoadedDefinition {
    guard !refused.withLock({ $0.contains(closure.workflow) }) else {
      throw StepAbandoned(reason: "its templates are missing")
    }
    do {
      let others = closure.files.dropFirst().map { ($0.path, $0.text) }
      let known = Dictionary(uniqueKeysWithValues: others)
      return try load(try reader.read(path: closure.files[0].path, text: closure.files[0].text, types: known).definition)
    } catch {
      throw StepAbandoned(reason: "\(error)")
    }
  }

  private func load(_ definition: Workflow.Definition) throws -> LoadedDefinition {
    var mails: [MessageID: MailTemplate] = [:]
    var cards: [MessageID: CardTemplate] = [:]
    for (number, message) in definition.messages.enumerated() {
      let environment = definition.scope.environment(for: message.scope)
      switch message.medium {
      case .email(let mail) where mail.written != nil: break
      case .email(let mail):
        mails[MessageID(number)] = try library(mail.template).compileMail(mail.template, environment)
      case .teams(let teams):
        cards[MessageID(number)] = try library(teams.card).compileCard(teams.card, environment)
      }
    }
    return LoadedDefinition(definition: definition, mails: mails, cards: cards)
  }

  /// A story that does not say what is in a template gets one with the key in it.
  private func library(_ name: String) -> TemplateLibrary {
    let mail = "<html><head><title>\(name) ${instance.key}</title></head><body><p>About ${instance.key}.</p></body></html>"
    let card = #"{"type": "AdaptiveCard", "version": "1.4", "body": [{"type": "TextBlock", "text": "${instance.key}"}]}"#
    return TemplateLibrary(files: ["\(name).html": mail, "\(name).json": card].merging(templates) { _, given in given })
  }
}

struct ProjectError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
