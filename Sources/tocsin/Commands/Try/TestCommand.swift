import CEL
import Foundation
import Scenario
import Simulator
import Workflow
import WorkflowFile
import YAML

extension Command {
  static let test = Command(
    name: "test", summary: "Play the scenarios of workflows/tests and say which do not come out as they should.",
    discussion: """
      One line a scenario; where one fails, its timeline with what is missing (-) and what is too much (+). Needs no database.
      docs/testing-workflows.md says how a scenario is written. Exit code 1 where one failed.
      """,
    arguments: [Argument(name: "NAME", help: "FILE or FILE/SCENARIO; all without any.", isOptional: true, isRepeating: true)],
    options: [
      Option(name: "--update", value: nil, help: "Write what happened into `expect` of those that failed."),
      Option(name: "--coverage", value: nil, help: "Say which transitions and timers no scenario took."),
      Option(name: "--junit", value: "FILE", help: "Write the results as JUnit XML too."),
    ],
    run: { call in
      try await call.withSimulation { setup in
        try await TestRun(call: call, setup: setup).run()
      }
    })
}

/// One call of `tocsin test`.
private struct TestRun {
  let call: Invocation
  let setup: SimulationSetup

  func run() async throws -> ExitCode {
    let (files, problems, texts) = try read()
    if !problems.isEmpty { return call.complain(Diagnostics(problems), texts) }
    var played: [(file: ScenarioFile, results: [ScenarioResult])] = []
    let player = ScenarioPlayer(setup.installation)
    for file in files {
      var results: [ScenarioResult] = []
      for scenario in file.scenarios where isWanted(scenario.name, file) {
        let result = await player.play(scenario)
        if !call.isJSON { tell(result) }
        results.append(result)
      }
      if !results.isEmpty { played.append((file, results)) }
    }
    let results = played.flatMap(\.results)
    if results.isEmpty { throw UsageError(call.positionals.isEmpty ? "There is no scenario in workflows/tests." : "No scenario matches.") }
    if call.isSet("--update") { try update(played) }
    let coverage = call.isSet("--coverage") ? self.coverage(results) : []
    if call.isJSON {
      call.terminal.write(JSON.write(TestReport(results: results, coverage: coverage).json))
    } else {
      summary(results)
      tell(coverage)
    }
    if let path = call.options["--junit"] { try Data(TestReport(results: results, coverage: []).junit.utf8).write(to: URL(filePath: path)) }
    return results.allSatisfy(\.hasPassed) ? .success : .trouble
  }

  private func read() throws -> ([ScenarioFile], [Diagnostic], [SourceText]) {
    var files: [ScenarioFile] = []
    var problems: [Diagnostic] = []
    var texts: [SourceText] = []
    let all = try setup.scenarioFiles()
    for name in call.positionals where !all.contains(where: { name == $0.name || name.hasPrefix($0.name + "/") }) {
      let near = Spelling.nearest(name, among: all.map(\.name))
      throw UsageError("There is no scenario file workflows/tests/\(name).yaml.", hint: near.map { "Did you mean \($0)?" })
    }
    for (name, path, text) in all
    where call.positionals.isEmpty || call.positionals.contains(where: { $0 == name || $0.hasPrefix(name + "/") }) {
      texts.append(SourceText(file: path, text: text))
      do throws(Diagnostics) {
        let file = try setup.read(name: name, path: path, text: text)
        files.append(file)
        if !file.warnings.isEmpty, !call.isJSON { _ = call.complain(Diagnostics(file.warnings), [SourceText(file: path, text: text)]) }
      } catch {
        problems += error.all
      }
    }
    return (files, problems, texts)
  }

  private func isWanted(_ name: String, _ file: ScenarioFile) -> Bool {
    call.positionals.isEmpty || call.positionals.contains { $0 == name || name.hasPrefix($0 + "/") }
  }

  private func tell(_ result: ScenarioResult) {
    let text = ScenarioText()
    call.terminal.write(call.terminal.styled(Table.safe(text.headline(result)), result.hasPassed ? .green : .red))
    guard !result.hasPassed else { return }
    for line in text.difference(result) {
      let mark = line.dropFirst(4).first
      let style: Terminal.Style? = mark == "-" ? .red : mark == "+" ? .green : mark == "!" ? .yellow : nil
      let safe = Table.safe(line)
      call.terminal.write(style.map { call.terminal.styled(safe, $0) } ?? safe)
    }
  }

  private func summary(_ results: [ScenarioResult]) {
    let passed = results.count(where: \.hasPassed)
    let all = results.count == 1 ? "1 scenario" : "\(results.count) scenarios"
    call.terminal.write(passed == results.count ? "\(all) passed." : "\(passed) of \(all) passed.")
  }

  private func update(_ played: [(file: ScenarioFile, results: [ScenarioResult])]) throws {
    for (file, results) in played where results.contains(where: { !$0.hasPassed }) {
      let updated = ScenarioUpdate(file).text(results)
      guard updated.text != file.text else { continue }
      try Data(updated.text.utf8).write(to: setup.files.directory.appending(path: file.path))
      call.terminal.complain("\(file.path): wrote what happened in \(updated.scenarios.joined(separator: ", "))")
    }
  }

  /// Of the workflows that scenarios of this call try, and those that these start.
  private func coverage(_ results: [ScenarioResult]) -> [Coverage] {
    var taken = TakenTransitions()
    for result in results { taken.add(result.taken) }
    let tried =
      call.positionals.isEmpty
      ? setup.installation.workflows : setup.installation.workflows.filter { taken.counts[$0.definition.name] != nil }
    return tried.map { Coverage($0.definition, taken) }
  }

  private func tell(_ coverage: [Coverage]) {
    for one in coverage {
      let done = one.all.count - one.missing.count
      let line = "\(one.workflow): \(done) of \(one.all.count) transitions and timers"
      call.terminal.write(call.terminal.styled(line, one.missing.isEmpty ? .green : .yellow))
      for way in one.missing {
        call.terminal.write("  \(way.place): \(way.state.isEmpty ? "" : "\(way.state): ")\(Table.safe(way.cause))")
      }
    }
  }
}
