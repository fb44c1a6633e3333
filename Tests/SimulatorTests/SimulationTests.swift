import CEL
import Calendar
import Executor
import Machine
import Scenario
import Simulator
import Source
import Store
import Testing
import Workflow

/// The simulator itself: time that jumps, deeds, sources and channels that say what they are told to say.
struct SimulationTests {
  static let ladder = """
    workflow: ladder
    owner: contacts.lead
    timezone: Europe/Berlin
    input: {topic: string}
    initial: open
    states:
      open:
        entry: [notice]
        on: {acknowledged: taken}
        after: {2h: late}
      late: {entry: [alarm], after: {1d: given-up}}
      taken: {entry: [thanks], after: {4h: late}}
      given-up: {type: final, outcome: nobody}
    actions:
      notice: {email: {template: notice, to: contacts.desk, answers: {acknowledged: I take it}}}
      alarm: {email: {template: alarm, to: contacts.lead, cc: contacts.desk, notWithin: 12h}}
      thanks: {email: {template: thanks, to: contacts.desk}}
    """

  static let start = """
    workflow: ladder
    from: 2026-03-02 09:00
    start: [{key: a, input: {topic: pumps}}]

    """

  static func lines(_ happenings: [Happening]) -> [String] {
    let zone = try? Calendar.Zone("Europe/Berlin")
    return happenings.map { happening in
      let local = (zone ?? .utc).local(happening.at)
      let what =
        switch happening.kind {
        case .moved(let event, let from, let to): "\(from) → \(to) (\(event))"
        case .message(let message): "\(message.template) to \(message.recipients.joined(separator: ", ")) \(message.status)"
        case .incident(_, let text): "incident \(text)"
        }
      return "\(local.date) \(local.time) \(happening.key) \(what)"
    }
  }

  private func played(_ world: World, _ text: String) async throws -> [String] {
    let scenario = try world.scenario(text)
    let player = ScenarioPlayer(world.installation)
    let simulation = try await player.simulation(scenario)
    try await player.finish(scenario, simulation)
    return Self.lines(try await simulation.happenings())
  }

  @Test func `nobody reacts, and time jumps from rung to rung`() async throws {
    #expect(
      try await played(try World(Self.ladder), Self.start) == [
        "2026-03-02 09:00 a  → open (started)",
        "2026-03-02 09:00 a notice to ana@tocsin.example delivered",
        "2026-03-02 11:00 a open → late (time)",
        "2026-03-02 11:00 a alarm to lead@tocsin.example, ana@tocsin.example delivered",
        "2026-03-03 11:00 a late → given-up (time)",
      ])
  }

  @Test func `an event at the time of a deadline comes before it, and a doubled alarm is held back`() async throws {
    let events = "events: [{at: 2026-03-02 11:00, event: acknowledged, by: Ana}]\n"
    #expect(
      try await played(try World(Self.ladder), Self.start + events) == [
        "2026-03-02 09:00 a  → open (started)",
        "2026-03-02 09:00 a notice to ana@tocsin.example delivered",
        "2026-03-02 11:00 a open → taken (acknowledged)",
        "2026-03-02 11:00 a thanks to ana@tocsin.example delivered",
        "2026-03-02 15:00 a taken → late (time)",
        "2026-03-02 15:00 a alarm to lead@tocsin.example, ana@tocsin.example delivered",
        "2026-03-03 15:00 a late → given-up (time)",
      ])
  }

  @Test func `what was said before an instance was there, it reads once it is`() async throws {
    let text = """
      workflow: ladder
      from: 2026-03-02 08:00
      start: [{key: a, input: {topic: pumps}, at: 2026-03-02 09:00}]
      events: [{at: 2026-03-02 08:30, event: acknowledged}]
      until: 2026-03-02 10:00
      """
    let lines = try await played(try World(Self.ladder), text)
    #expect(
      lines == [
        "2026-03-02 09:00 a  → open (started)",
        "2026-03-02 09:00 a notice to ana@tocsin.example cancelled",
        "2026-03-02 09:00 a open → taken (acknowledged)",
        "2026-03-02 09:00 a thanks to ana@tocsin.example delivered",
      ])
  }

  @Test func `a mailbox that is full is tried again, one that refuses is an incident, one that loses gets the same mail twice`()
    async throws
  {
    let text = """
      channels:
        email:
          - {to: ana@tocsin.example, fails: 452 full}
          - {to: ana@tocsin.example, from: 2026-03-02 09:05, delivers: true}
          - {to: lead@tocsin.example, refuses: 550 unknown}
      until: 2026-03-02 12:00
      """
    #expect(
      try await played(try World(Self.ladder), Self.start + text) == [
        "2026-03-02 09:00 a  → open (started)", "2026-03-02 09:06 a notice to ana@tocsin.example delivered",
        "2026-03-02 11:00 a open → late (time)", "2026-03-02 11:00 a alarm to lead@tocsin.example failed",
        "2026-03-02 11:00 a alarm to ana@tocsin.example delivered",
        "2026-03-02 11:00 a incident A message to lead@tocsin.example was not delivered: 550 unknown – ladder/a/alarm",
      ])
    let loses = "channels: {email: [{loses: 451}, {from: 2026-03-02 09:01, delivers: true}]}\nuntil: 2026-03-02 10:00\n"
    #expect(
      try await played(try World(Self.ladder), Self.start + loses) == [
        "2026-03-02 09:00 a  → open (started)", "2026-03-02 09:01 a notice to ana@tocsin.example delivered",
      ])
  }

  static let watcher = """
    workflow: watcher
    owner: contacts.lead
    timezone: Europe/Berlin
    start: [{cron: "0 6 * * *", key: 'format(now, "yyyy-MM-dd")'}]
    initial: asking
    data: {count: int = 0}
    states:
      asking:
        invoke:
          src: store/rows
          input: {day: now}
          retry: {attempts: 3, delay: 10m}
          onDone: {target: done, actions: [{assign: {count: event.data.count}}]}
          onError: failed
      done: {type: final}
      failed: {type: final, entry: [{email: {template: failed, to: contacts.lead}}]}
    """

  @Test func `sources say what they are told to say, by time and by question`() async throws {
    let text = """
      workflow: watcher
      from: 2026-03-02 00:00
      until: 2026-03-06 00:00
      sources:
        store/rows:
          - {compute: '{"count": size(rows)}', rows: [1, 2, 3]}
          - {from: 2026-03-03 00:00, fails: busy}
          - {from: 2026-03-03 06:15, answer: {count: 9}}
          - {from: 2026-03-04 00:00, if: 'input.day < now + duration("1s")', refuses: forbidden}
          - {from: 2026-03-05 00:00, silent: true}
      """
    #expect(
      try await played(try World(Self.watcher), text) == [
        "2026-03-02 06:00 2026-03-02  → asking (started)", "2026-03-02 06:00 2026-03-02 asking → done (answered)",
        "2026-03-03 06:00 2026-03-03  → asking (started)", "2026-03-03 06:20 2026-03-03 asking → done (answered)",
        "2026-03-04 06:00 2026-03-04  → asking (started)", "2026-03-04 06:00 2026-03-04 asking → failed (not answered)",
        "2026-03-04 06:00 2026-03-04 failed to lead@tocsin.example delivered", "2026-03-05 06:00 2026-03-05  → asking (started)",
      ])
  }

  private static let begun = """
    workflow: begun
    owner: contacts.lead
    timezone: Europe/Berlin
    start:
      - {cron: "0 6 * * *", key: '"by time"', data: {reading: 2.5, seen: now}}
      - {on: silent, key: event.data.meter, data: {reading: event.data.reading, seen: event.at, asked: 7}}
    data: {reading: double, seen: timestamp, asked: int = 1, note: string?}
    events: {silent: {meter: string, reading: double}}
    initial: open
    states:
      open: {after: {1d: closed}}
      closed: {type: final}
    """

  @Test func `a start says with what data begins`() async throws {
    let world = try World(Self.begun)
    let scenario = try world.scenario(
      """
      workflow: begun
      from: 2026-03-02 05:00
      until: 2026-03-02 06:30
      start:
        - schedule
        - {key: by hand, data: {reading: 9.5, seen: "2026-03-01T00:00:00Z"}}
        - {event: silent, data: {meter: M-1, reading: 1.5}}
      """)
    let simulation = try await ScenarioPlayer(world.installation).simulation(scenario)
    try await simulation.run(until: scenario.from.adding(seconds: 5400))
    let data = await simulation.instances().map { "\($0.key): \(JSON.write($0.data))" }
    #expect(
      data == [
        #"M-1: {"reading":1.5,"seen":"2026-03-02T04:00:00Z","asked":7}"#,
        #"by hand: {"reading":9.5,"seen":"2026-03-01T00:00:00Z","asked":1}"#,
        #"by time: {"reading":2.5,"seen":"2026-03-02T05:00:00Z","asked":1}"#,
      ])
  }

  @Test func `whether anybody reads the mails changes nothing of what happens`() async throws {
    let world = try World(Self.ladder)
    let scenario = try world.scenario(Self.start)
    let player = ScenarioPlayer(world.installation)
    var stories: [[String]] = []
    for keepsWords in [true, false] {
      let simulation = try await player.simulation(scenario, keepsWords: keepsWords)
      try await player.finish(scenario, simulation)
      stories.append(Self.lines(try await simulation.happenings()))
    }
    #expect(stories[0] == stories[1])
  }

  @Test func `books can be looked into between two runs`() async throws {
    let world = try World(Self.ladder)
    let scenario = try world.scenario(Self.start)
    let simulation = try await ScenarioPlayer(world.installation).simulation(scenario)
    try await simulation.run(until: scenario.from.adding(seconds: 3600))
    let instance = try #require(await simulation.instances().first)
    #expect(instance.state == "open")
    #expect(instance.due == scenario.from.adding(seconds: 7200))
    #expect(await simulation.definitions[instance.hash]?.definition.name == "ladder")
    try await simulation.run(until: scenario.from.adding(seconds: 7200))
    #expect(await simulation.instances().first?.state == "late")
    #expect(await simulation.now == scenario.from.adding(seconds: 7200))
  }
}
