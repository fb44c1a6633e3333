import CEL
import Calendar
import Executor
import Machine
import Store
import Template
import Workflow
import WorkflowFile

/// The installation of every universe, read once: workflows, templates, people.
struct UniverseProject: DefinitionLoader {
  struct Deployable: Sendable {
    var closure: DefinitionClosure
    var loaded: LoadedDefinition
  }

  let deployables: [Deployable]
  let live: Live

  static let shared: Result<UniverseProject, UniverseError> = {
    do {
      return .success(try UniverseProject())
    } catch {
      return .failure(UniverseError(text: "\(error)"))
    }
  }()

  private init() throws {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: UniverseWorkflows.contacts)
    live = Live(contacts: contacts.value, settings: .map(ValueMap()))
    let reader = WorkflowReader(known: KnownNames(contacts: contacts.type))
    var deployables: [Deployable] = []
    for text in UniverseWorkflows.all {
      let read: ReadWorkflow
      do {
        read = try reader.read(path: "workflow.yaml", text: text, types: UniverseWorkflows.types)
      } catch {
        throw UniverseError(text: DiagnosticText(sources: []).render(error.all))
      }
      let closure = DefinitionClosure(
        hash: read.definition.hash, workflow: read.definition.name,
        files: read.files.map { DefinitionClosure.File(path: $0.path, text: $0.text) })
      deployables.append(Deployable(closure: closure, loaded: try Self.load(read.definition)))
    }
    self.deployables = deployables
  }

  func load(_ closure: DefinitionClosure) throws(StepAbandoned) -> LoadedDefinition {
    guard let known = deployables.first(where: { $0.closure.hash == closure.hash }) else {
      throw StepAbandoned(reason: "\(closure.workflow) is not of this universe")
    }
    return known.loaded
  }

  private static func load(_ definition: Workflow.Definition) throws -> LoadedDefinition {
    var mails: [MessageID: MailTemplate] = [:]
    var cards: [MessageID: CardTemplate] = [:]
    for (number, message) in definition.messages.enumerated() {
      let environment = definition.scope.environment(for: message.scope)
      switch message.medium {
      case .email(let mail):
        mails[MessageID(number)] = try library(mail.template).compileMail(mail.template, environment)
      case .teams(let teams):
        cards[MessageID(number)] = try library(teams.card).compileCard(teams.card, environment)
      }
    }
    return LoadedDefinition(definition: definition, mails: mails, cards: cards)
  }

  private static func library(_ name: String) -> TemplateLibrary {
    TemplateLibrary(files: [
      "\(name).html": "<html><head><title>\(name) ${instance.key}</title></head><body><p>${instance.state}</p></body></html>",
      "\(name).json": #"{"type": "AdaptiveCard", "version": "1.4", "body": [{"type": "TextBlock", "text": "${instance.key}"}]}"#,
    ])
  }
}

package struct UniverseError: Error, CustomStringConvertible {
  var text: String
  package var description: String { text }
}
