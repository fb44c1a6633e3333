import CEL
import Foundation
import TestSupport
import Testing

/// `tocsin test`, `tocsin simulate` and `tocsin forecast` as a person runs them.
@Suite struct ScenarioTests {
  private static let root = SampleMonth.root

  private func tocsin(_ arguments: String..., directory: String = root) async throws -> (
    exit: ChildProcess.Exit?, output: String, errors: String
  ) {
    let environment = ["TOCSIN_DIRECTORY": directory, "HOME": directory, "USER": "tester"]
    let child = try ChildProcess.start(try ChildProcess.built("tocsin"), arguments, environment: environment)
    let exit = try await child.ended(limitMilliseconds: SampleMonth.limitMilliseconds)
    return (exit, child.output, child.errors)
  }

  @Test func `each scenario of the shipped workflows comes out, and they take every way there is`() async throws {
    let run = try await tocsin("test", "--coverage", "--json")
    #expect(run.exit == .code(0), "\(run.errors)")
    let report = try JSON.parse(run.output)
    let failed = report["scenarios"]?.list?.filter { $0["passed"]?.bool != true }.map { $0["name"]?.string ?? "" } ?? []
    #expect(failed == [])
    let missing = report["coverage"]?.list?.flatMap { one in
      (one["missing"]?.list ?? []).map { "\($0["place"]?.string ?? "") \($0["cause"]?.string ?? "")" }
    }
    #expect(missing == [])
  }

  /// The proof that a simulation does not lie: the real executor, over a real database, with mails in a real folder.
  @Test func `the sample month simulated is the sample month, line by line and mail by mail to the byte`() async throws {
    let month = try SampleMonth()
    let run = try month.up(pace: 5_000_000)
    #expect(try await run.ended(limitMilliseconds: SampleMonth.limitMilliseconds) == .code(0), "\(run.errors)")
    let out = try TemporaryFolder.make()
    let simulated = try await tocsin(
      "simulate", "--scenario", Self.root + "/workflows/tests/june-2026.yaml", "--json", "--out", out.path)
    #expect(simulated.exit == .code(0), "\(simulated.errors)")

    #expect(try JSON.parse(simulated.output).list?.map { JSON.write($0) } == (try await month.timeline()))
    let names = try FileManager.default.contentsOfDirectory(atPath: out.path).sorted()
    let mails = try names.filter { $0.hasSuffix(".eml") }.map { try String(contentsOfFile: "\(out.path)/\($0)", encoding: .utf8) }
    #expect(mails.count > 30)
    #expect(mails.sorted() == (try month.mails().map(\.text).sorted()))
    let cards = try names.filter { $0.hasSuffix(".json") }.map { try String(contentsOfFile: "\(out.path)/\($0)", encoding: .utf8) }
    let folder = month.state.path + "/cards/alerts"
    #expect(cards.sorted() == (try month.cards().map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }.sorted()))
  }

  @Test func `a forecast says what the living installation will send, and sends nothing`() async throws {
    let month = try SampleMonth()
    let first = try month.up(pace: 5_000_000, until: "2026-06-22T12:00:00+02:00")
    #expect(try await first.ended(limitMilliseconds: SampleMonth.limitMilliseconds) == .code(0), "\(first.errors)")
    let mails = try month.mails()
    let steps = try await month.timeline()
    let forecast = try await month.json("forecast", "--next", "24h")
    #expect(try month.mails() == mails)
    #expect(try await month.timeline() == steps)
    let foreseen = (forecast["timeline"]?.list ?? []).map { "\($0["at"]?.string ?? "") \($0["to"]?.string ?? "")" }
    #expect(
      foreseen == [
        "2026-06-23T07:00:00Z claire.morel@lumina.example", "2026-06-23T07:00:00Z itinerance@lumina.example",
        "2026-06-23T07:00:00Z etienne.girard@lumina.example", "2026-06-23T07:00:00Z alerts",
        "2026-06-23T07:00:00Z anneke.petersen@nordcharge.example", "2026-06-23T07:00:00Z roaming@nordcharge.example",
        "2026-06-23T07:00:00Z henrik.dahl@nordcharge.example", "2026-06-23T07:00:00Z alerts",
        "2026-06-23T09:20:00Z ana.devries@voltaris.example", "2026-06-23T09:20:00Z thijs.bakker@voltaris.example",
        "2026-06-23T09:20:00Z alerts",
      ])
  }

  @Test func `one seed is one story in every process, and another seed another`() async throws {
    func story(_ seed: String) async throws -> String {
      let run = try await tocsin(
        "simulate", "emsp-faulty-bookings", "--from", "2026-06-01", "--until", "2026-08-01", "--seed", seed, "--all", "--json")
      #expect(run.exit == .code(0), "\(run.errors)")
      return run.output
    }
    let first = try await story("5")
    #expect(first == (try await story("5")))
    #expect(first != (try await story("6")))
    #expect(try JSON.parse(first).list?.isEmpty == false)
  }

  @Test func `a failing scenario is shown with what differs, and update mends it`() async throws {
    let folder = try TemporaryFolder.make()
    try write("tocsin.yaml", "installation: t\ndomain: t.example\ntimezone: UTC\nstate: var\nmail: {from: t@t.example}\n", folder)
    try write("contacts.yaml", "roles:\n  lead: {name: Lead, email: lead@t.example}\n", folder)
    try write(
      "workflows/two-steps.yaml",
      """
      workflow: two-steps
      owner: contacts.lead
      timezone: UTC
      initial: one
      states:
        one: {on: {skipped: done}, after: {1h: two}}
        two: {after: {1h: done}}
        done: {type: final}

      """, folder)
    try write(
      "workflows/tests/two-steps.yaml",
      """
      workflow: two-steps
      from: 2026-03-02 09:00
      start: [{key: k}]
      expect:
        2026-03-02 09:00: one
        2026-03-02 10:30: done   # too early
        2026-03-02 11:00: done
      otherwise: nothing

      """, folder)
    let failed = try await tocsin("test", "--coverage", directory: folder.path)
    #expect(failed.exit == .code(1))
    #expect(
      failed.output == """
        ✗ two-steps
            workflows/tests/two-steps.yaml:6:21
              2026-03-02 09:00  · → one (started)
            + 2026-03-02 10:00  one → two (time)
            - 2026-03-02 10:30  done   (it stands in two)
              2026-03-02 11:00  two → done (time)
        0 of 1 scenario passed.
        two-steps: 2 of 3 transitions and timers
          workflows/two-steps.yaml:6:23: one: on skipped

        """)
    #expect(try await tocsin("test", "--update", "--junit", folder.path + "/junit.xml", directory: folder.path).exit == .code(1))
    #expect(try String(contentsOfFile: folder.path + "/junit.xml", encoding: .utf8).contains("failures=\"1\""))
    let mended = try await tocsin("test", directory: folder.path)
    #expect(mended.output == "✓ two-steps  3 moves, 0 messages\n1 scenario passed.\n", "\(mended.errors)")
  }

  private func write(_ path: String, _ text: String, _ folder: TemporaryFolder) throws {
    let url = URL(filePath: folder.path).appending(path: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }
}
