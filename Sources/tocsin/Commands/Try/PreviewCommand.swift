import Answers
import CEL
import Calendar
import Channel
import ChannelMail
import Executor
import Foundation
import Machine
import Scenario
import Simulator
import Store
import Template
import Workflow

extension Command {
  static let preview = Command(
    name: "preview", summary: "Show a mail or card as it would go out: HTML, text, and pictures where Chromium is there.",
    discussion: """
      The message is taken from a scenario (workflows/tests) in which it is sent: the one that is named, or the first that sends it.
      Pictures are taken at 1,280 and at 360 px, light and dark. Links in a preview lead nowhere. A card is drawn by Tocsin itself:
      what Teams shows is close to it, not the same. --all writes every message that some scenario sends, mails in each of their
      languages.
      """,
    arguments: [
      Argument(name: "TEMPLATE", help: "As workflows name it: emsp/reminder; of a mail without one the action's name.", isOptional: true)
    ],
    options: [
      Option(name: "--all", value: nil, help: "All messages of the installation's workflows."),
      Option(name: "--scenario", value: "NAME", help: "A scenario (partner-ladder/mended), or the file of several (partner-ladder)."),
      Option(name: "--language", value: "CODE", help: "As somebody reads it who prefers this language: de."),
      Option(name: "--out", value: "DIR", help: "Where the files go (default: preview)."),
      Option(name: "--send-to", value: "ADDRESS", help: "Send it there as well, by the mail server of tocsin.yaml."),
      Option(name: "--no-pictures", value: nil, help: "HTML and text only."),
    ],
    run: { call in
      try await call.withSimulation { setup in
        try await Preview(call: call, setup: setup).run()
      }
    })
}

private struct Preview {
  let call: Invocation
  let setup: SimulationSetup

  /// Of a preview's links: nothing is behind them, so the key is no secret.
  private static let noKey = "a preview is sealed with nothing"

  /// A message, and the scenario that sends it.
  private struct Found {
    var message: SentMessage
    var scenario: String
  }

  /// A mail and a card may have one name.
  private struct Wanted: Hashable, Comparable {
    var template: String
    var isCard: Bool

    static func < (left: Wanted, right: Wanted) -> Bool { (left.template, left.isCard ? 1 : 0) < (right.template, right.isCard ? 1 : 0) }
  }

  func run() async throws -> ExitCode {
    if call.isSet("--all") { return try await all() }
    let template = try call.required(0)
    let templates = setup.files.templates
    let written = self.written
    guard templates.hasMail(template) || templates.hasCard(template) || written.contains(template) else {
      let near = Spelling.nearest(template, among: templates.names + written.sorted())
      throw UsageError("There is no template \(template).", hint: near.map { "Did you mean \($0)?" })
    }
    let language = call.options["--language"]
    let kinds = [false, true].filter { $0 ? templates.hasCard(template) : templates.hasMail(template) || written.contains(template) }
    let found = try await find(Set(kinds.map { Wanted(template: template, isCard: $0) }), in: language)
    guard let first = found.min(by: { $0.key < $1.key }) else {
      throw UsageError("No scenario sends \(template).", hint: "Name one with --scenario, or write one in workflows/tests.")
    }
    for (wanted, message) in found.sorted(by: { $0.key < $1.key }) { try await show(wanted, message, language) }
    if let address = call.options["--send-to"] { try await send(first.value.message, to: address) }
    return .success
  }

  /// Mails that need no template.
  private var written: Set<String> {
    let mails = setup.installation.workflows.flatMap(\.definition.messages).compactMap { message -> EmailSpec? in
      if case .email(let email) = message.medium { email } else { nil }
    }
    return Set(mails.filter { $0.written != nil }.map(\.template))
  }

  private func all() async throws -> ExitCode {
    guard call.argument(0) == nil, !call.isSet("--send-to") else {
      throw UsageError("--all takes neither a template nor --send-to.", hint: "tocsin preview --help")
    }
    let wanted = Set(setup.installation.workflows.flatMap { $0.definition.messages.map(Self.wanted) })
    let found = try await find(wanted, in: TemplateReader.languageDefault)
    for (one, message) in found.sorted(by: { $0.key < $1.key }) { try await show(one, message, nil) }
    var translated: [String: Set<Wanted>] = [:]
    for mail in wanted where !mail.isCard {
      for language in setup.files.templates.translations(of: mail.template) { translated[language, default: []].insert(mail) }
    }
    for (language, mails) in translated.sorted(by: { $0.key < $1.key }) {
      for (mail, message) in try await find(mails, in: language).sorted(by: { $0.key < $1.key }) { try await show(mail, message, language) }
    }
    let unseen = Set(wanted.subtracting(found.keys).map(\.template)).sorted()
    guard !unseen.isEmpty else { return .success }
    call.terminal.write("No scenario sends \(unseen.joined(separator: ", ")).")
    return .trouble
  }

  private static func wanted(_ message: MessageSpec) -> Wanted {
    switch message.medium {
    case .email(let email): Wanted(template: email.template, isCard: false)
    case .teams(let teams): Wanted(template: teams.card, isCard: true)
    }
  }

  private func show(_ wanted: Wanted, _ found: Found, _ language: String?) async throws {
    let folder = URL(fileURLWithPath: call.options["--out"] ?? "preview")
    let files = try await write(found.message, wanted, language, to: folder)
    call.terminal.write("\(wanted.template), as \(found.scenario) sends it to \(found.message.part.recipient.address):")
    for file in files { call.terminal.write("  \(file)") }
  }

  /// The first of each that a scenario sends; scenarios are played until all were seen.
  private func find(_ wanted: Set<Wanted>, in language: String?) async throws -> [Wanted: Found] {
    let player = ScenarioPlayer(try installation(in: language))
    var found: [Wanted: Found] = [:]
    for scenario in try scenarios() where found.count < wanted.count {
      let family = ([scenario.workflow] + scenario.beside).flatMap { setup.installation.family(of: $0) }
      let sends = Set(family.flatMap { $0.definition.messages.map(Self.wanted) })
      guard sends.intersection(wanted).contains(where: { found[$0] == nil }) else { continue }
      let simulation = try await player.simulation(scenario)
      try await player.finish(scenario, simulation)
      for (one, message) in await Self.sent(simulation, wanted) where found[one] == nil {
        found[one] = Found(message: message, scenario: scenario.name)
      }
    }
    return found
  }

  /// Those that were asked for; of few workflows first, for these are short.
  private func scenarios() throws -> [Scenario] {
    var all: [Scenario] = []
    for (name, path, text) in try setup.scenarioFiles() {
      let asked = call.options["--scenario"]
      all += try setup.read(name: name, path: path, text: text).scenarios.filter { asked == nil || asked == $0.name || asked == name }
    }
    return all.enumerated().sorted { ($0.element.beside.count, $0.offset) < ($1.element.beside.count, $1.offset) }.map(\.element)
  }

  private func installation(in language: String?) throws -> SimulatedInstallation {
    var installation = setup.installation
    installation.language = language
    installation.workbooks = ItemWorkbook.ifAvailable(zone: try Zone(setup.files.configuration.timezone))
    installation.links = AnswerKeys([Self.noKey]).map {
      AnswerLinks(base: setup.files.configuration.answers?.links.base ?? "https://answers.example", keys: $0)
    }
    return installation
  }

  /// What a simulation sent of these, in its order.
  private static func sent(_ simulation: Simulation, _ wanted: Set<Wanted>) async -> [(Wanted, SentMessage)] {
    let records = await simulation.store.parts(PartFilter(limit: .max))
    let templates = Dictionary(
      records.compactMap { record in record.part.message.map { (record.part.id.description, $0.template) } },
      uniquingKeysWith: { first, _ in first })
    return await simulation.sent.compactMap { message in
      guard let reference = templates[message.part.id] else { return nil }
      let isCard = if case .card = message.part.body { true } else { false }
      return wanted.first { $0.isCard == isCard && reference.hasSuffix("/" + $0.template) }.map { ($0, message) }
    }
  }

  /// - Returns: the files that were written.
  private func write(
    _ message: SentMessage, _ wanted: Wanted, _ language: String?, to folder: URL
  ) async throws -> [String] {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // A mail of the same name keeps it.
    let ending = language.map { ".\($0)" } ?? (wanted.isCard && setup.files.templates.hasMail(wanted.template) ? "-card" : "")
    let base = folder.appending(path: wanted.template.split(separator: "/").joined(separator: "-") + ending)
    let page: String
    var files: [String]
    switch message.part.body {
    case .card(let card):
      files = [base.path + ".json"]
      try Data((JSON.pretty(card.card) + "\n").utf8).write(to: URL(fileURLWithPath: files[0]))
      page = CardDrawing(card: card.card).html
    case .mail(let mail):
      files = [base.path + ".txt", base.path + ".eml"]
      try Data("Subject: \(mail.subject)\n\n\(mail.text)".utf8).write(to: URL(fileURLWithPath: files[0]))
      try Data(message.bytes).write(to: URL(fileURLWithPath: files[1]))
      guard let html = mail.html else { return files }
      page = html
    }
    files.append(base.path + ".html")
    try Data(page.utf8).write(to: URL(fileURLWithPath: files[files.count - 1]))
    if !call.isSet("--no-pictures") { files += await PageCamera().pictures(of: files[files.count - 1]) }
    return files
  }

  private func send(_ message: SentMessage, to address: String) async throws {
    let configuration = setup.files.configuration
    guard let channel = ChannelSetup(configuration: configuration, directory: call.directory, rooms: [], webhooks: []).redirect(to: address)
    else { throw UsageError("There is no mail server to send by.", hint: "Set mail.host in tocsin.yaml, or TOCSIN_MAIL_HOST.") }
    var part = message.part
    // A second preview is a mail of its own.
    part.messageID = "<preview.\(SystemClock().freshID())@\(configuration.domain)>"
    (part.references, part.thread) = ([], nil)
    let outcome = await channel.send(try channel.compose(part), part)
    guard case .delivered(let answer) = outcome else { throw CommandError("It was not sent: \(outcome.answer.text)") }
    call.terminal.write("Sent to \(address): \(answer.text)")
  }
}
