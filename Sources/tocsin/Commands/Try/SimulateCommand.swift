import CEL
import Calendar
import Executor
import Foundation
import Machine
import Scenario
import Simulator
import Store
import Workflow
import WorkflowFile
import YAML

extension Command {
  static let simulate = Command(
    name: "simulate", summary: "Play a workflow on virtual time and tell what it does: no database, nothing is sent.",
    discussion: """
      The workflow's own schedule opens instances from --from to --until; those that it starts run too. A --scenario says what
      sources answer and what people do (docs/testing-workflows.md); FILE#NAME is one of several in a file. Without one, sources
      of kind files are asked, the questions to all others stay open, and nobody says anything.

      --seed lets chance play: sources fail, rows come and go, people answer their mails or do not. The same seed tells the same
      story.

      --explain says why an instance stands where it stands when the simulation ends; --until makes it end earlier.
      """,
    arguments: [Argument(name: "WORKFLOW", help: "The workflow; the scenario's own without it.", isOptional: true)],
    options: [
      Option(name: "--scenario", value: "FILE", help: "What happens to it."),
      Option(name: "--from", value: "TIME", help: "2026-06-01, “2026-06-01 09:00” in the workflow's zone, or RFC 3339 (default: now)."),
      Option(name: "--until", value: "TIME", help: "Where it ends (default: a month on, or the scenario's)."),
      Option(name: "--out", value: "DIR", help: "Write mails (.eml, .html) and cards (.json) there."),
      Option(name: "--seed", value: "N", help: "Chance for sources and people."),
      Option(name: "--explain", value: "WORKFLOW/KEY", help: "Why that instance stands where it stands at the end."),
      Option(name: "--all", value: nil, help: "Steps that moved nothing, too."),
    ],
    run: { call in
      try await call.withSimulation { setup in
        try await Play(call: call, setup: setup).run()
      }
    })
}

/// One simulation, from its words on the command line to its timeline.
private struct Play {
  let call: Invocation
  let setup: SimulationSetup

  func run() async throws -> ExitCode {
    var scenario: Scenario
    do {
      scenario = try self.scenario()
    } catch let error as ScenarioComplaint {
      return call.complain(error.diagnostics, [error.text])
    }
    let given = ScenarioTime(zone: scenario.zone)
    if let text = call.options["--from"] { scenario.from = try given.time(text, of: "--from") }
    if let text = call.options["--until"] { scenario.until = try given.time(text, of: "--until") }
    if call.options["--scenario"] == nil, scenario.until == nil {
      scenario.until = Delay.month.due(from: scenario.from, in: scenario.zone, calendar: .mondayToFriday)
    }
    if let until = scenario.until, until <= scenario.from { throw UsageError("--until is not after --from.") }
    let seed = try call.options["--seed"].map { try Self.seed($0) }
    let player = ScenarioPlayer(setup.installation)
    let simulation = try await player.simulation(
      scenario, seed: seed, isRandom: seed != nil, keepsWords: call.options["--out"] != nil)
    try await player.finish(scenario, simulation)
    let times = TimeText(zone: scenario.zone)
    let explained = try await explanation(simulation)
    if explained == nil || !call.isJSON { try await tell(simulation, times) }
    if let folder = call.options["--out"] {
      let count = try await SentFiles(folder: URL(fileURLWithPath: folder)).write(simulation.sent)
      call.terminal.complain("\(count) files in \(folder)")
    }
    if let explained {
      if !call.isJSON { call.terminal.write("") }
      return call.tell(explained, times)
    }
    return await simulation.store.incidents(openOnly: true).contains { $0.cause == .step } ? .trouble : .success
  }

  /// What `--explain` asks for; nil where it does not ask.
  private func explanation(_ simulation: Simulation) async throws -> ExplainedInstance? {
    guard let address = try call.options["--explain"].map({ try Address($0) }) else { return nil }
    let found = try await address.find(in: simulation.store, isSimulated: true)
    let explainer = Explainer(
      store: simulation.store, installation: simulation.installation.name, now: await simulation.now,
      live: simulation.installation.live)
    let loader = simulation.installation.loader
    return try await explainer.explain(found.id) { try loader.load($0).definition }
  }

  private static func seed(_ text: String) throws(UsageError) -> UInt64 {
    guard let seed = UInt64(text) else { throw UsageError("--seed takes a whole number, not “\(text)”.") }
    return seed
  }

  private func scenario() throws -> Scenario {
    if let place = call.options["--scenario"] { return try read(place) }
    let name = try call.required(0)
    guard let workflow = setup.installation.workflow(name)?.definition else {
      let near = Spelling.nearest(name, among: setup.installation.workflows.map(\.definition.name))
      throw UsageError("There is no workflow \(name).", hint: near.map { "Did you mean \($0)?" })
    }
    guard !workflow.starts.isEmpty else {
      throw UsageError(
        "\(name) has no `start`: somebody has to open its instances.",
        hint: "Write a scenario with `start`, or simulate the workflow that starts it (docs/testing-workflows.md).")
    }
    let from = SystemClock().now()
    var sources: [String: Scenario.SourceWord] = [:]
    for question in try SourceSetup.fileQuestions(directory: call.directory) { sources[question] = .configured }
    return Scenario(
      name: name, description: nil, workflow: name, zone: workflow.zone, from: from, until: nil, isScheduled: true, sources: sources)
  }

  private func read(_ place: String) throws -> Scenario {
    let halves = place.split(separator: "#", maxSplits: 1).map(String.init)
    let path = halves[0]
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw UsageError("\(path) cannot be read.", hint: "Is it there, readable, and UTF-8?")
    }
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    let file: ScenarioFile
    do throws(Diagnostics) {
      file = try setup.read(name: name, path: path, text: text)
    } catch {
      throw ScenarioComplaint(diagnostics: error, text: SourceText(file: path, text: text))
    }
    let names = file.scenarios.map { String($0.name.dropFirst(name.count + 1)) }
    if halves.count == 2 {
      guard let found = names.firstIndex(of: halves[1]) else {
        let near = Spelling.nearest(halves[1], among: names)
        throw UsageError("\(path) has no scenario \(halves[1]).", hint: near.map { "Did you mean \($0)?" })
      }
      return file.scenarios[found]
    }
    guard file.scenarios.count == 1, let only = file.scenarios.first else {
      throw UsageError(
        "\(path) holds several scenarios.", hint: "Say which: \(names.prefix(5).map { "\(path)#\($0)" }.joined(separator: ", "))")
    }
    return only
  }

  private func tell(_ simulation: Simulation, _ times: TimeText) async throws {
    let steps = await simulation.store.history(of: nil, from: nil, limit: .max)
    let parts = await simulation.store.parts(PartFilter(limit: .max))
    let entries = TimelineEntry.all(steps, parts, includesQuiet: call.isSet("--all"))
    if call.isJSON { return call.terminal.write(JSON.write(.list(entries.map(\.json)))) }
    for entry in entries { call.terminal.write(entry.line(call.terminal, times)) }
    for incident in await simulation.store.incidents(openOnly: false) {
      let line = "! \(times.minute(incident.openedAt))  \(incident.subject): \(incident.text) \(incident.detail ?? "")"
      call.terminal.complain(call.terminal.styled(Table.safe(line), .yellow))
    }
    for source in Set(simulation.unanswered.map(\.source)).sorted() {
      call.terminal.complain(call.terminal.styled("! nobody answered \(source); its questions stay open", .yellow))
    }
    if entries.isEmpty { call.terminal.complain("Nothing happens between --from and --until.") }
  }
}

extension Delay {
  /// How long a simulation is that does not say.
  fileprivate static let month = Delay.span(CalendarSpan(months: 1, days: 0, microseconds: 0))
}

/// A scenario file that cannot be read, with its text.
struct ScenarioComplaint: Error {
  var diagnostics: Diagnostics
  var text: SourceText
}

/// Times on the command line: RFC 3339, or a date with or without a time in the workflow's zone.
struct ScenarioTime {
  let zone: Zone

  func time(_ text: String, of option: String) throws(UsageError) -> Instant {
    guard let time = Scenario.time(text, in: zone) else {
      throw UsageError("\(option): “\(text)” is no time.", hint: "For a start 2026-06-01, “2026-06-01 09:00”, 2026-06-01T09:00:00+02:00.")
    }
    return time
  }
}
