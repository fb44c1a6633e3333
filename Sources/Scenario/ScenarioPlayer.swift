import CEL
package import Calendar
import Machine
package import Simulator
package import Workflow

/// Plays scenarios in an installation.
package struct ScenarioPlayer: Sendable {
  private let installation: SimulatedInstallation

  package init(_ installation: SimulatedInstallation) { self.installation = installation }

  /// A simulation at the scenario's beginning, with all its deeds waiting.
  /// - Parameters:
  ///   - seed: another than the scenario's own.
  ///   - isRandom: sources vary their answers, and people act by chance.
  ///   - keepsWords: whether anybody looks at what mails say beside their subjects.
  package func simulation(
    _ scenario: Scenario, seed: UInt64? = nil, isRandom: Bool = false, keepsWords: Bool = true
  ) async throws -> Simulation {
    var installation = installation
    if var settings = installation.live.settings.map {
      for (key, value) in scenario.settings { settings[key] = value }
      installation.live.settings = .map(settings)
    }
    var family = installation.family(of: scenario.workflow)
    for name in scenario.beside {
      family += installation.family(of: name).filter { one in !family.contains { $0.definition.name == one.definition.name } }
    }
    var surroundings = Simulation.Surroundings(from: scenario.from)
    surroundings.seed = seed ?? scenario.seed
    surroundings.troubles = scenario.channels
    surroundings.hasRandomPeople = isRandom
    surroundings.keepsWords = keepsWords
    surroundings.answers = answers(scenario.sources)
    if isRandom { surroundings.answers.randomise(family.map(\.definition), seed: surroundings.seed) }
    let simulation = Simulation(installation, surroundings)
    try await simulation.begin(family, scheduled: Set((scenario.isScheduled ? [scenario.workflow] : []) + scenario.beside))
    for deed in scenario.deeds { await simulation.add(deed) }
    return simulation
  }

  private func answers(_ words: [String: Scenario.SourceWord]) -> AnswerBook {
    var entries: [String: AnswerBook.Entry] = [:]
    for (name, word) in words {
      switch word {
      case .canned(let answers): entries[name] = .canned(answers)
      case .configured: entries[name] = installation.sources[name].map { .asked($0) }
      }
    }
    return AnswerBook(entries)
  }

  /// To its end.
  package func finish(_ scenario: Scenario, _ simulation: Simulation) async throws {
    if let until = scenario.until {
      try await simulation.run(until: until)
    } else {
      _ = try await simulation.runOut(until: scenario.from.adding(seconds: Int64(Scenario.daysMax) * 86_400))
    }
  }

  /// What came out, held against what was expected.
  package func play(_ scenario: Scenario) async -> ScenarioResult {
    do {
      let simulation = try await simulation(scenario, keepsWords: scenario.expectations.contains(where: \.looksAtWords))
      var snapshots: [Instant: [Instance]] = [:]
      for at in Set(scenario.expectations.filter(\.looksAtInstance).map(\.at)).sorted() {
        try await simulation.run(until: at)
        snapshots[at] = await simulation.instances()
      }
      try await finish(scenario, simulation)
      let verdict = Verdict(
        scenario: scenario, happenings: try await simulation.happenings(), snapshots: snapshots, last: await simulation.instances(),
        unanswered: simulation.unanswered)
      return ScenarioResult(scenario: scenario, lines: verdict.lines, trouble: nil, taken: await simulation.taken, verdict: verdict)
    } catch {
      return ScenarioResult(scenario: scenario, lines: [], trouble: "\(error)", taken: TakenTransitions(), verdict: nil)
    }
  }
}

extension Expectation {
  var looksAtInstance: Bool { if case .state = kind { true } else { false } }

  /// Whether it asks what stands in a message.
  var looksAtWords: Bool {
    if case .message(let message) = kind { !message.contains.isEmpty || !message.lacks.isEmpty } else { false }
  }
}

/// How a scenario ended.
package struct ScenarioResult: Sendable {
  package var scenario: Scenario
  /// The actual timeline with what is missing and what is too much.
  package var lines: [TimelineLine]
  /// Why it could not be played to its end.
  package var trouble: String?
  package var taken: TakenTransitions
  let verdict: Verdict?

  package var hasPassed: Bool { trouble == nil && lines.allSatisfy { $0.mark == .same } }
  package var moves: Int { verdict?.happenings.count { if case .moved = $0.kind { true } else { false } } ?? 0 }
  package var messages: Int { verdict?.happenings.count { $0.isSent } ?? 0 }
}

/// One line of what happened, or should have.
package struct TimelineLine: Hashable, Sendable {
  package enum Mark: String, Hashable, Sendable {
    case same = " "
    /// Expected, and did not happen.
    case missing = "-"
    /// Happened, and was not expected.
    case unexpected = "+"
    /// Something else that is wrong.
    case wrong = "!"
  }

  package var mark: Mark
  package var at: Instant
  /// `workflow/key`; nil where it does not matter.
  package var instance: InstanceName?
  package var text: String
  /// Where the scenario says so.
  package var place: Workflow.Place?
}

extension Happening {
  /// Whether somebody was reached, or should have been.
  var isSent: Bool {
    guard case .message(let message) = kind else { return false }
    return message.status != "cancelled" && message.status != "suppressed"
  }

  var name: InstanceName { InstanceName(workflow: workflow, key: key) }
}
