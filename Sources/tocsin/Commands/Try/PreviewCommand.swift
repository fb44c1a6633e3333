import Answers
import CEL
import Calendar
import Channel
import ChannelMail
import Executor
import Foundation
import Scenario
import Simulator
import Store
import Template

extension Command {
  static let preview = Command(
    name: "preview", summary: "Show a mail or card as it would go out: HTML, text, and pictures where Chromium is there.",
    discussion: """
      The message is taken from a scenario (workflows/tests) in which it is sent: the one that is named, or the first that sends it.
      Pictures are taken at 1,280 and at 360 px, light and dark. Links in a preview lead nowhere.
      """,
    arguments: [Argument(name: "TEMPLATE", help: "As workflows name it: emsp/reminder.")],
    options: [
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

  func run() async throws -> ExitCode {
    let template = try call.required(0)
    guard setup.files.templates.hasMail(template) || setup.files.templates.hasCard(template) else {
      let near = Spelling.nearest(template, among: setup.files.templates.names)
      throw UsageError("There is no template \(template).", hint: near.map { "Did you mean \($0)?" })
    }
    guard let (message, scenario) = try await find(template) else {
      throw UsageError("No scenario sends \(template).", hint: "Name one with --scenario, or write one in workflows/tests.")
    }
    let folder = URL(fileURLWithPath: call.options["--out"] ?? "preview")
    let files = try await write(message, template, to: folder)
    call.terminal.write("\(template), as \(scenario) sends it to \(message.part.recipient.address):")
    for file in files { call.terminal.write("  \(file)") }
    if let address = call.options["--send-to"] { try await send(message, to: address) }
    return .success
  }

  private func find(_ template: String) async throws -> (SentMessage, String)? {
    var installation = setup.installation
    installation.language = call.options["--language"]
    installation.workbooks = ItemWorkbook.ifAvailable(zone: try Zone(setup.files.configuration.timezone))
    installation.links = AnswerKeys([Self.noKey]).map {
      AnswerLinks(base: setup.files.configuration.answers?.links.base ?? "https://answers.example", keys: $0)
    }
    let player = ScenarioPlayer(installation)
    for (name, path, text) in try setup.scenarioFiles() {
      for scenario in try setup.read(name: name, path: path, text: text).scenarios {
        if let wanted = call.options["--scenario"], scenario.name != wanted, name != wanted { continue }
        let simulation = try await player.simulation(scenario)
        try await player.finish(scenario, simulation)
        let parts = await simulation.store.parts(PartFilter(limit: .max))
        let ids = Set(parts.filter { $0.part.message?.template.hasSuffix("/" + template) == true }.map(\.part.id.description))
        if let message = await simulation.sent.first(where: { ids.contains($0.part.id) }) { return (message, scenario.name) }
      }
    }
    return nil
  }

  /// - Returns: the files that were written.
  private func write(_ message: SentMessage, _ template: String, to folder: URL) async throws -> [String] {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let language = call.options["--language"].map { ".\($0)" } ?? ""
    let base = folder.appending(path: template.split(separator: "/").joined(separator: "-") + language)
    switch message.part.body {
    case .card(let card):
      try Data((JSON.pretty(card.card) + "\n").utf8).write(to: base.appendingPathExtension("json"))
      return [base.path + ".json"]
    case .mail(let mail):
      var files = [base.path + ".txt", base.path + ".eml"]
      try Data("Subject: \(mail.subject)\n\n\(mail.text)".utf8).write(to: URL(fileURLWithPath: files[0]))
      try Data(message.bytes).write(to: URL(fileURLWithPath: files[1]))
      guard let html = mail.html else { return files }
      files.append(base.path + ".html")
      try Data(html.utf8).write(to: URL(fileURLWithPath: files[2]))
      if !call.isSet("--no-pictures") { files += await PageCamera().pictures(of: files[2]) }
      return files
    }
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
