import Scenario
import Simulator
import Testing

/// What came out, held against what was expected, as a person reads it.
struct VerdictTests {
  /// Nil where the scenario passed; else its difference.
  private func difference(_ text: String) async throws -> String? {
    let world = try World(SimulationTests.ladder)
    let result = await ScenarioPlayer(world.installation).play(try world.scenario(SimulationTests.start + text))
    return result.hasPassed ? nil : ScenarioText().difference(result).dropFirst().joined(separator: "\n")
  }

  private static let full = """
    expect:
      2026-03-02 09:00:
        - {state: open, items: {open: 0, closed: 0}, status: running}
        - {email: notice, to: ana@tocsin.example, subject: notice a, contains: About a, lacks: About b}
      2026-03-02 10:00: open
      2026-03-02 09:00 to 2026-03-02 11:00: nothing
      2026-03-02 11:00:
        - late
        - {message: alarm, to: [ana@tocsin.example, lead@tocsin.example], instance: a}
      2026-03-03 11:00: {state: given-up, outcome: nobody, status: completed}
    otherwise: nothing
    """

  @Test func `what comes out as expected passes`() async throws {
    #expect(try await difference(Self.full) == nil)
  }

  @Test func `a part of it passes where the rest does not matter`() async throws {
    #expect(try await difference("expect: {2026-03-02 11:00: late}\n") == nil)
  }

  @Test func `what is missing and what is too much stand in the timeline`() async throws {
    let text = """
      expect:
        2026-03-02 09:00:
          - state: open
          - {email: notice, to: ben@tocsin.example}
        2026-03-02 10:30: late
        2026-03-02 11:00: late
      otherwise: nothing
      """
    #expect(
      try await difference(text) == """
            - 2026-03-02 09:00  email notice → ben@tocsin.example   (it went to ana@tocsin.example)
              2026-03-02 09:00  · → open (started)
            + 2026-03-02 09:00  email notice → ana@tocsin.example “notice a”
            - 2026-03-02 10:30  late   (it stands in open)
              2026-03-02 11:00  open → late (time)
            + 2026-03-02 11:00  email alarm → lead@tocsin.example, ana@tocsin.example “alarm a”
            + 2026-03-03 11:00  late → given-up (time)
        """)
  }

  @Test func `each thing that can be asked can fail`() async throws {
    func why(_ expectation: String, at time: String = "2026-03-02 11:00") async throws -> String? {
      try await difference("expect: {\(time): \(expectation)}\n")?.split(separator: "\n").first { $0.contains("   (") }
        .flatMap { $0.split(separator: "   (").last.map { String($0.dropLast()) } }
    }
    #expect(try await why("{state: late, status: completed}") == "it is running")
    #expect(try await why("{state: given-up, outcome: solved}", at: "2026-03-03 11:00") == "its outcome is nobody")
    #expect(try await why("{items: {open: 1}}") == "0 of its rows are open")
    #expect(try await why("{state: late, data: {count: 1}}") == "its count is not there")
    #expect(try await why("{email: alarm, subject: Alarm}") == "its subject is “alarm a”")
    #expect(try await why("{email: alarm, contains: tides}") == "“tides” is not in it")
    #expect(try await why("{email: alarm, lacks: About a}") == "“About a” is in it")
    #expect(try await why("{email: alarm, status: suppressed}") == "it is delivered")
    #expect(try await why("{email: thanks}") == "it did not go out")
    #expect(try await why("{incident: pumps}") == "no such incident was opened")
    #expect(try await why("{state: late, instance: b}") == "there is no ladder/b")
  }

  @Test func `nothing is said to happen, and something does`() async throws {
    #expect(
      try await difference("expect: {2026-03-02 11:00: nothing, 2026-03-02 11:00 to 2026-03-04 00:00: nothing}\n") == """
              2026-03-02 09:00  · → open (started)
              2026-03-02 09:00  email notice → ana@tocsin.example “notice a”
            ! 2026-03-02 11:00  nothing should happen now
            ! 2026-03-02 11:00  nothing should happen until 2026-03-04 00:00
            + 2026-03-02 11:00  open → late (time)
            + 2026-03-02 11:00  email alarm → lead@tocsin.example, ana@tocsin.example “alarm a”
            + 2026-03-03 11:00  late → given-up (time)
        """)
  }

  @Test func `a question that the scenario does not answer fails it`() async throws {
    let world = try World(SimulationTests.watcher)
    let scenario = try world.scenario(
      "workflow: watcher\nfrom: 2026-03-02 00:00\nuntil: 2026-03-02 12:00\nexpect: {2026-03-02 06:00: asking}\n")
    let result = await ScenarioPlayer(world.installation).play(scenario)
    #expect(
      ScenarioText().difference(result).joined(separator: "\n") == """
            s.yaml:1:1
              2026-03-02 06:00  · → asking (started)
            ! 2026-03-02 06:00  store/rows was asked, and the scenario has no answer
        """)
  }

  @Test func `a step that cannot be made fails a scenario whatever it expects`() async throws {
    let world = try World(
      """
      workflow: broken
      owner: contacts.lead
      timezone: UTC
      data: {n: int = 0}
      initial: a
      states:
        a: {after: {1h: {target: b, actions: [{assign: {n: 1 / data.n}}]}}}
        b: {type: final}
      """)
    let result = await ScenarioPlayer(world.installation).play(
      try world.scenario("workflow: broken\nfrom: 2026-03-02 00:00\nstart: [{key: x}]\nuntil: 2026-03-03 00:00\n"))
    #expect(!result.hasPassed)
    #expect(result.lines.contains { $0.mark == .unexpected && $0.text.hasPrefix("incident: ") })
  }

  @Test func `coverage names the ways that nobody took`() async throws {
    let world = try World(SimulationTests.ladder)
    let result = await ScenarioPlayer(world.installation).play(try world.scenario(SimulationTests.start))
    let coverage = Coverage(try #require(world.installation.workflow("ladder")).definition, result.taken)
    #expect(
      coverage.all.map { "\($0.state): \($0.cause)" } == [
        "open: on acknowledged", "open: after 2h", "late: after 1d", "taken: after 4h",
      ])
    #expect(
      coverage.missing.map { "\($0.place) \($0.state): \($0.cause)" } == [
        "workflow.yaml:9:24 open: on acknowledged", "workflow.yaml:12:40 taken: after 4h",
      ])
  }
}
