import CEL
import Calendar
import Executor
import Machine
import PostgreSQL
import Store
import StorePostgres
import Template
import Workflow
import WorkflowFile

/// The workflow that is stepped: each timer asks a guard, assigns, changes the state, sends one message and sets the next timer.
struct Sample: DefinitionLoader {
  /// What goes into the outbox: a small card, or a mail, of which a text part is derived and which is three times as long.
  enum Message: Sendable {
    case card
    case mail
  }

  static let installation = "bench"
  static let name = "watch"

  private static let actions: [Message: String] = [
    .card: "teams: {channel: alerts, card: watch/remind, if: data.average < 50.0}",
    .mail: "email: {template: watch/remind, to: '\"ana@partner.example\"', if: data.average < 50.0}",
  ]

  private static let yaml = """
    workflow: watch
    owner: contacts.lead
    timezone: UTC
    input: {batch: string, partner: string, startedAt: timestamp}
    data:
      count: int = 0
      previous: double = 0.0
      average: double = 12.5
    initial: calm
    states:
      calm:
        entry: [remind]
        after: {1h: [{guard: 'data.count < 1000000 && data.average < 50.0', target: nagged, actions: [sample]}, {target: lost}]}
      nagged:
        entry: [remind]
        after: {1h: [{guard: 'data.count < 1000000 && data.average < 50.0', target: calm, actions: [sample]}, {target: lost}]}
      lost: {type: final}
    actions:
      sample: {assign: {count: data.count + 1, previous: data.average, average: '(data.average + 20.0) / 2.0'}}
      remind: {MESSAGE}
    """

  private static let card = """
    {"type": "AdaptiveCard", "version": "1.4", "fallbackText": "Batch ${input.batch} of ${input.partner} runs slowly", "body": [
      {"type": "TextBlock", "weight": "bolder", "text": "Batch ${input.batch} of ${input.partner} runs slowly"},
      {"type": "TextBlock", "wrap": true, "text": "${fixed(data.average, 1)} records a second, looked at ${data.count} times."}]}
    """

  private static let mail = """
    <html><head><title>Batch ${input.batch} of ${input.partner} runs slowly</title></head>
    <body><p>Batch ${input.batch} makes ${fixed(data.average, 1)} records a second.</p>
    <p>It was looked at ${data.count} times. Nobody has to do anything if it ends by itself.</p></body></html>
    """

  private static let contacts = "roles: {lead: {name: Miriam Okafor, email: lead@tocsin.example}}"

  private let contacts: Contacts
  let live: Live

  private let message: Message

  init(_ message: Message = .card) throws {
    self.message = message
    contacts = try ContactsReader().read(path: "contacts.yaml", text: Self.contacts)
    live = Live(contacts: contacts.value, settings: .map(ValueMap()))
  }

  private func read(_ text: String) throws -> ReadWorkflow {
    try WorkflowReader(known: KnownNames(contacts: contacts.type)).read(path: "workflow.yaml", text: text, types: [:])
  }

  func closure() throws -> DefinitionClosure {
    let read = try read(Self.yaml.replacing("MESSAGE", with: Self.actions[message] ?? ""))
    return DefinitionClosure(
      hash: read.definition.hash, workflow: read.definition.name,
      files: read.files.map { DefinitionClosure.File(path: $0.path, text: $0.text) }, reads: read.definition.reads)
  }

  func load(_ closure: DefinitionClosure) throws(StepAbandoned) -> LoadedDefinition {
    do {
      let definition = try read(closure.files[0].text).definition
      let library = TemplateLibrary(files: ["watch/remind.html": Self.mail, "watch/remind.json": Self.card])
      var loaded = LoadedDefinition(definition: definition, mails: [:], cards: [:])
      for (number, message) in definition.messages.enumerated() {
        let environment = definition.scope.environment(for: message.scope)
        switch message.medium {
        case .email(let mail): loaded.mails[MessageID(number)] = try library.compileMail(mail.template, environment)
        case .teams(let teams): loaded.cards[MessageID(number)] = try library.compileCard(teams.card, environment)
        }
      }
      return loaded
    } catch {
      throw StepAbandoned(reason: "\(error)")
    }
  }

  func instance(key: String, at now: Instant, hash: DefinitionHash) -> Instance {
    Instance(
      id: InstanceID(installation: Self.installation, workflow: Self.name, key: key, run: 1), workflow: Self.name, key: key,
      run: 1, hash: hash, openedAt: now,
      input: ["batch": "B-2026-06-0001", "partner": "AmpereGo", "startedAt": .string(now.description)])
  }
}
