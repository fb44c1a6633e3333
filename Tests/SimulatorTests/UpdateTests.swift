import Scenario
import Simulator
import Testing

/// `tocsin test --update`: what happened is written, what was right stays with its comments.
struct UpdateTests {
  private func updated(_ text: String) async throws -> String {
    let world = try World(SimulationTests.ladder)
    let file = try ScenarioReader(world.installation).read(path: "s.yaml", name: "s", text: text)
    let player = ScenarioPlayer(world.installation)
    var results: [ScenarioResult] = []
    for scenario in file.scenarios { results.append(await player.play(scenario)) }
    let new = ScenarioUpdate(file).text(results).text
    // What was written comes out as it says.
    let again = try ScenarioReader(world.installation).read(path: "s.yaml", name: "s", text: new)
    for scenario in again.scenarios { #expect(await player.play(scenario).hasPassed, "\(new)") }
    return new
  }

  @Test func `a scenario without expectations gets them, and nothing else is touched`() async throws {
    #expect(
      try await updated(
        """
        # A comment.
        workflow: ladder
        from: 2026-03-02 09:00
        start: [{key: a, input: {topic: pumps}}]   # pumps
        otherwise: nothing

        """) == """
          # A comment.
          workflow: ladder
          from: 2026-03-02 09:00
          start: [{key: a, input: {topic: pumps}}]   # pumps
          otherwise: nothing
          expect:
            2026-03-02 09:00:
              - state: open
              - email: notice
                to: ana@tocsin.example
                subject: "notice a"
            2026-03-02 11:00:
              - state: late
              - email: alarm
                to: [lead@tocsin.example, ana@tocsin.example]
                subject: "alarm a"
            2026-03-03 11:00: given-up

          """)
  }

  @Test func `a scenario that expects nothing at all fails, and is written whole`() async throws {
    let head = "workflow: ladder\nfrom: 2026-03-02 09:00\nstart: [{key: a, input: {topic: pumps}}]\nuntil: 2026-03-02 10:00\n"
    #expect(
      try await updated(head) == head + """
        expect:
          2026-03-02 09:00:
            - state: open
            - email: notice
              to: ana@tocsin.example
              subject: "notice a"
        otherwise: nothing

        """)
  }

  @Test func `times that are right keep their lines and comments, wrong ones are written anew`() async throws {
    #expect(
      try await updated(
        """
        from: 2026-03-02 09:00
        start: [{key: a, input: {topic: pumps}}]
        otherwise: nothing
        workflow: ladder
        scenarios:
          one:
            expect:   # what must be
              # the first word
              2026-03-02 09:00:
                - open   # as it should
                - {email: notice}
              # much too late
              2026-03-02 10:00: late
              2026-03-02 09:00 to 2026-03-02 10:30: nothing   # quiet
              2026-03-02 09:00 to 2026-03-02 11:30: nothing
              2026-03-03 11:00: given-up

          two:
            until: 2026-03-02 10:00
            expect:
              2026-03-02 09:00: [open, {email: notice}]
        """) == """
          from: 2026-03-02 09:00
          start: [{key: a, input: {topic: pumps}}]
          otherwise: nothing
          workflow: ladder
          scenarios:
            one:
              expect:   # what must be
                # the first word
                2026-03-02 09:00:
                  - open   # as it should
                  - {email: notice}
                2026-03-02 09:00 to 2026-03-02 10:30: nothing   # quiet
                # much too late
                2026-03-02 10:00: open
                2026-03-02 11:00:
                  - state: late
                  - email: alarm
                    to: [lead@tocsin.example, ana@tocsin.example]
                    subject: "alarm a"
                2026-03-03 11:00: given-up

            two:
              until: 2026-03-02 10:00
              expect:
                2026-03-02 09:00: [open, {email: notice}]
          """)
  }
}
