import Calendar
import Machine
import Scenario
import Simulator
import Store
import Testing

/// Exploring by chance: the same seed tells the same story, and no story breaks a promise.
struct ChanceTests {
  private func story(_ seed: UInt64) async throws -> (lines: [String], bytes: [[UInt8]]) {
    let world = try World(SimulationTests.ladder, SimulationTests.watcher)
    let scenario = try world.scenario(
      "workflow: watcher\nfrom: 2026-03-02 00:00\nuntil: 2026-04-02 00:00\n")
    let player = ScenarioPlayer(world.installation)
    let simulation = try await player.simulation(scenario, seed: seed, isRandom: true)
    try await player.finish(scenario, simulation)
    return (SimulationTests.lines(try await simulation.happenings()), await simulation.sent.map(\.bytes))
  }

  @Test func `the same seed tells the same story to the byte, another seed another`() async throws {
    let first = try await story(7)
    let second = try await story(7)
    #expect(first.lines == second.lines)
    #expect(first.bytes == second.bytes)
    #expect(first.lines.contains { $0.contains("failed") } || first.lines.contains { $0.contains("done") })
    var others: Set<[String]> = [first.lines]
    for seed: UInt64 in 1...4 { others.insert(try await story(seed).lines) }
    #expect(others.count > 1)
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `random people never make a ladder lose its way`(seed: UInt64) async throws {
    let world = try World(SimulationTests.ladder)
    let scenario = try world.scenario(SimulationTests.start)
    let player = ScenarioPlayer(world.installation)
    let simulation = try await player.simulation(scenario, seed: seed, isRandom: true)
    try await player.finish(scenario, simulation)
    let instance = try #require(await simulation.instances().first)
    #expect(instance.status == .completed)
    #expect(await simulation.store.incidents(openOnly: true).isEmpty)
  }
}
