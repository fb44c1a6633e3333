import Calendar
import Machine
import Scenario
import Simulator
import Store
import Testing

/// Looking ahead from another store: nothing of it is changed, and what will come is what does come.
struct ForecastTests {
  @Test func `what is foreseen from the middle is what comes`() async throws {
    let world = try World(SimulationTests.ladder, SimulationTests.watcher)
    let scenario = try world.scenario(
      SimulationTests.start + "events: [{at: 2026-03-02 10:00, event: acknowledged}]\n")
    let living = try await ScenarioPlayer(world.installation).simulation(scenario)
    let middle = scenario.from.adding(seconds: 2 * 3600)
    try await living.run(until: middle)
    let before = await Books(living.store)

    let ahead = Simulation(world.installation, Simulation.Surroundings(from: middle))
    #expect(try await ahead.takeOver(living.store) == 1)
    _ = try await ahead.runOut(until: middle.adding(seconds: 30 * 86_400))
    #expect(await Books(living.store) == before)

    let end = try await living.runOut(until: middle.adding(seconds: 30 * 86_400))
    #expect(end > middle)
    let foreseen = SimulationTests.lines(try await ahead.happenings()).filter { !$0.contains("03-02 09:") && !$0.contains("03-02 10:") }
    let came = SimulationTests.lines(try await living.happenings()).filter { !$0.contains("03-02 09:") && !$0.contains("03-02 10:") }
    #expect(foreseen == came)
    #expect(foreseen.contains { $0.contains("alarm") })
  }

  @Test func `a schedule goes on, and a question that nobody answers stays open`() async throws {
    let world = try World(SimulationTests.watcher)
    let scenario = try world.scenario("workflow: watcher\nfrom: 2026-03-02 00:00\nuntil: 2026-03-02 12:00\n")
    let living = try await ScenarioPlayer(world.installation).simulation(scenario)
    try await living.run(until: scenario.from.adding(seconds: 12 * 3600))

    let ahead = Simulation(world.installation, Simulation.Surroundings(from: await living.now))
    #expect(try await ahead.takeOver(living.store) == 1)
    try await ahead.run(until: scenario.from.adding(seconds: 60 * 3600))
    #expect(
      await ahead.instances().map { "\($0.key) \($0.state)" } == [
        "2026-03-02 asking", "2026-03-03 asking", "2026-03-04 asking",
      ])
  }

  @Test func `a source is taken to say what it said last`() async throws {
    let world = try World(SimulationTests.watcher)
    let scenario = try world.scenario(
      "workflow: watcher\nfrom: 2026-03-02 00:00\nuntil: 2026-03-02 12:00\nsources: {store/rows: {answer: {count: 7}}}\n")
    let living = try await ScenarioPlayer(world.installation).simulation(scenario)
    try await living.run(until: scenario.from.adding(seconds: 12 * 3600))
    let was = await living.instances().map(\.state)

    for learns in [true, false] {
      let ahead = Simulation(world.installation, Simulation.Surroundings(from: await living.now))
      _ = try await ahead.takeOver(living.store, learns: learns)
      try await ahead.run(until: scenario.from.adding(seconds: 36 * 3600))
      let states = await ahead.instances().map(\.state)
      #expect(states == was + (learns ? was : ["asking"]))
      #expect(ahead.unanswered.isEmpty == learns)
    }
  }
}

/// All that a store holds of instances and messages.
private struct Books: Equatable {
  var instances: [Instance]
  var parts: [PartRecord]
  var steps: Int

  init(_ store: MemoryStore) async {
    instances = await store.instances(InstanceFilter(includesSchedules: true))
    parts = await store.parts(PartFilter(messagesOnly: false))
    steps = await store.history(of: nil, from: nil, limit: .max).count
  }
}
