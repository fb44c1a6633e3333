import CEL
import Executor
import Store
import Template
import Workflow
import WorkflowFile

/// Makes definitions of stored files and compiles their templates, for the executor; and tells what is wrong with a
/// template before its workflow is deployed.
struct DefinitionReader: DefinitionLoader {
  let files: InstallationFiles

  func load(_ closure: DefinitionClosure) throws(StepAbandoned) -> LoadedDefinition {
    guard let first = closure.files.first else {
      throw StepAbandoned(reason: "the stored definition of \(closure.workflow) has no files")
    }
    do {
      let types = Dictionary(closure.files.dropFirst().map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
      let read = try WorkflowReader(known: known).read(path: first.path, text: first.text, types: types)
      var loaded = LoadedDefinition(definition: read.definition, mails: [:], cards: [:])
      loaded.definition.hash = closure.hash
      try compile(&loaded)
      return loaded
    } catch {
      throw StepAbandoned(reason: "\(closure.workflow) cannot be loaded: \(Self.words(error))")
    }
  }

  /// Stored definitions were checked against their own time; only what types expressions is asked for.
  private var known: KnownNames {
    KnownNames(
      calendars: files.known.calendars, contacts: files.contacts.type, settings: files.settings, rows: files.known.rows)
  }

  private func compile(_ loaded: inout LoadedDefinition) throws {
    let meaning = loaded.definition.scope.meaning
    for number in loaded.definition.messages.indices {
      let message = MessageID(number)
      let spec = loaded.definition.messages[number]
      let environment = loaded.definition.scope.environment(for: spec.scope)
      switch spec.medium {
      case .email(let email) where email.written != nil: break  // The workflow's own words.
      case .email(let email):
        if case .mail(let mail)? = kept(email.template, isCard: false, meaning, spec.scope, environment) {
          loaded.mails[message] = mail.template
        } else {
          loaded.mails[message] = try files.templates.compileMail(email.template, environment)
        }
      case .teams(let teams):
        if case .card(let card)? = kept(teams.card, isCard: true, meaning, spec.scope, environment) {
          loaded.cards[message] = card
        } else {
          loaded.cards[message] = try files.templates.compileCard(teams.card, environment)
        }
      }
    }
  }

  /// Nil where nothing is kept, or what is kept has a problem that is none of a deployed workflow.
  private func kept(
    _ template: String, isCard: Bool, _ meaning: ScopeTypes.Meaning, _ scope: NameScope, _ environment: Environment
  ) -> TemplateShelf.Kept? {
    guard let shelf = files.shelf else { return nil }
    return checked(template, isCard: isCard, meaning, scope, environment, shelf)
  }

  private func checked(
    _ template: String, isCard: Bool, _ meaning: ScopeTypes.Meaning, _ scope: NameScope, _ environment: Environment, _ shelf: TemplateShelf
  ) -> TemplateShelf.Kept {
    shelf.kept(TemplateShelf.Key(template: template, isCard: isCard, meaning: meaning, scope: scope)) { () throws(TemplateProblems) in
      var templates = files.templates
      // Contacts are live: a rotation that is gone tomorrow is no reason to stop a deployed workflow, so only the checker looks.
      let constants = ConstantArguments(contacts: files.contacts.type)
      templates.review = { constants.findings(in: $0).map(\.problem) }
      return isCard
        ? .card(try templates.compileCard(template, environment)) : .mail(try templates.checkMail(template, environment))
    }
  }

  /// Each template of each message against the types of the workflow.
  func templateProblems(of definition: Workflow.Definition) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    let meaning = definition.scope.meaning
    let shelf = files.shelf ?? TemplateShelf()
    for spec in definition.messages {
      let environment = definition.scope.environment(for: spec.scope)
      let kept: TemplateShelf.Kept
      switch spec.medium {
      case .email(let email) where email.written == nil && files.templates.hasMail(email.template):
        kept = checked(email.template, isCard: false, meaning, spec.scope, environment, shelf)
      case .teams(let teams) where files.templates.hasCard(teams.card):
        kept = checked(teams.card, isCard: true, meaning, spec.scope, environment, shelf)
      case .email, .teams:
        continue  // A missing template is the workflow's own diagnostic.
      }
      if case .problems(let error) = kept { problems += error.problems.map { Diagnostic($0) } }
    }
    var seen: Set<Diagnostic> = []
    return problems.filter { seen.insert($0).inserted }
  }

  private static func words(_ error: any Error) -> String {
    guard let diagnostics = error as? Diagnostics, let first = diagnostics.all.first else { return "\(error)" }
    return "\(first.place): \(first.message)"
  }
}

extension Diagnostic {
  /// What is wrong with a template, in the words of the checker.
  init(_ problem: TemplateProblem) {
    self.init(
      Self.code(of: problem),
      place: Workflow.Place(file: "templates/" + problem.place.file, line: problem.place.line, column: problem.place.column),
      length: problem.length, message: problem.message, hint: problem.hint)
  }

  private static func code(of problem: TemplateProblem) -> DiagnosticCode {
    switch problem.code {
    case .missing: .unknownTemplate
    case .syntax: .templateSyntax
    case .expression: .templateExpression
    case .place: .templatePlace
    case .directive: .templateDirective
    case .include: .templateInclude
    case .address: .templateAddress
    case .limit: .templateLimit
    }
  }
}
