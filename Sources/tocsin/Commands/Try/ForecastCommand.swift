import CEL
import Calendar
import Machine
import Simulator
import Store
import Workflow

extension Command {
  static let forecast = Command(
    name: "forecast", summary: "Say what will go out to whom, from where all instances stand now; sends nothing, changes nothing.",
    discussion: """
      The database's instances are copied into memory and played on from now, as `tocsin simulate` does: deadlines come due,
      schedules open instances. Sources say what they said the last time: to the same instance, or to the same question. Nobody
      else says anything. With --silent sources do not answer.
      """,
    options: [
      Option(name: "--next", value: "TIME", help: "How far ahead: 24h (default), 7d, 2 business days."),
      Option(name: "--all", value: nil, help: "Moves of instances, too."),
      Option(name: "--silent", value: nil, help: "Take it that sources do not answer."),
    ],
    run: { call in
      try await call.withSimulation { setup in
        try await call.withStore { access in
          try await Forecast(call: call, setup: setup, access: access).tell()
        }
      }
    })
}

private struct Forecast {
  let call: Invocation
  let setup: SimulationSetup
  let access: StoreAccess

  private var assumption: String {
    let sources = call.isSet("--silent") ? "sources do not answer" : "sources say what they said last"
    return "Assumes that \(sources), nobody says anything, and every message is delivered at once."
  }

  func tell() async throws -> ExitCode {
    let now = try await access.now()
    let until = try end(from: now)
    var installation = setup.installation
    installation.name = try await access.installation()
    var surroundings = Simulation.Surroundings(from: now)
    surroundings.keepsWords = false
    let simulation = Simulation(installation, surroundings)
    let count = try await simulation.takeOver(access.store, learns: !call.isSet("--silent"))
    try await simulation.run(until: until)
    let steps = call.isSet("--all") ? await simulation.store.history(of: nil, from: nil, limit: .max) : []
    let old = await simulation.takenOver
    let parts = await simulation.store.parts(PartFilter(limit: .max)).filter { record in
      guard record.status == .delivered, let at = record.settledAt else { return false }
      return at >= now && !old.contains(record.part.id)
    }
    let entries = TimelineEntry.all(steps, parts, includesQuiet: false)
    let open = Self.counted(surroundings.answers.unanswered.all)
    if call.isJSON {
      call.terminal.write(
        JSON.write([
          "from": .string(now.description), "until": .string(until.description), "assumes": .string(assumption),
          "timeline": .list(entries.map(\.json)),
          "open": .list(open.map { ["source": .string($0.source), "asked": .int(Int64($0.count))] }),
        ]))
      return .success
    }
    let span = "\(access.times.minute(now)) to \(access.times.minute(until))"
    call.terminal.write(call.terminal.styled("\(span), from \(count) instance\(count == 1 ? "" : "s"). \(assumption)", .dim))
    for entry in entries { call.terminal.write(entry.line(call.terminal, access.times)) }
    if entries.isEmpty { call.terminal.write("Nothing will go out.") }
    for one in open {
      let times = one.count == 1 ? "once" : "\(one.count) times"
      call.terminal.write(call.terminal.styled("\(one.source) is asked \(times); what its answers lead to is not foreseen.", .dim))
    }
    return .success
  }

  /// How often each source is asked, by name.
  private static func counted(_ questions: [UnansweredQuestions.Question]) -> [(source: String, count: Int)] {
    Dictionary(grouping: questions, by: \.source).map { ($0.key, $0.value.count) }.sorted { $0.0 < $1.0 }
  }

  private func end(from now: Instant) throws -> Instant {
    let text = call.options["--next"] ?? "24h"
    do throws(TimeTextError) {
      return try Delay(parsing: text).due(from: now, in: access.times.zone, calendar: .mondayToFriday)
    } catch {
      throw UsageError("--next: “\(text)” \(error.problem).", hint: error.hint)
    }
  }
}
