/// Durable steps a second, beside the floor: both on equal copies of one database, turn by turn.
struct StepsFigure: Sendable {
  let site: Site
  let wish: Wish

  private static let template = "bench_due"

  func run() async throws {
    let instances = wish.number("instances", default: 400_000)
    let rounds = wish.number("rounds", default: 3)
    let sample = try Sample(wish.number("mail", default: 0) == 0 ? .card : .mail)
    let population = Population(site: site, sample: sample)
    try await population.found(Self.template)
    try await population.add(instances, from: 1, dueIn: -7200, spacing: 1000, to: Self.template)
    try await population.settle(Self.template)
    var runs: [(floor: Run, tocsin: Run)] = []
    for round in 0..<rounds {
      // Turn by turn the one and the other goes first.
      let first = try await measure(round % 2 == 0, instances, sample)
      let second = try await measure(round % 2 != 0, instances, sample)
      let pair = round % 2 == 0 ? (floor: first, tocsin: second) : (floor: second, tocsin: first)
      runs.append(pair)
      say("  \(words(pair.floor, pair.tocsin))")
    }
    // Of an even count the lesser of the two in the middle.
    let median = runs.sorted { $0.tocsin.rate / $0.floor.rate < $1.tocsin.rate / $1.floor.rate }[(rounds - 1) / 2]
    say("\(instances) instances, \(rounds) rounds, the median: \(words(median.floor, median.tocsin))")
    let (floor, tocsin) = (median.floor, median.tocsin)
    say(
      "processor time a step: floor's server \(micros(floor.serverSeconds, instances)) µs; tocsin's server "
        + "\(micros(tocsin.serverSeconds, instances)) µs, its executor \(micros(tocsin.ownSeconds, instances)) µs")
  }

  private func words(_ floor: Run, _ tocsin: Run) -> String {
    "floor \(Int(floor.rate)) steps/s, tocsin \(Int(tocsin.rate)) steps/s, ratio \(rounded(tocsin.rate / floor.rate, 2))"
  }

  private func measure(_ isFloor: Bool, _ instances: Int, _ sample: Sample) async throws -> Run {
    let database = isFloor ? "bench_floor" : "bench_tocsin"
    try await site.copy(Self.template, to: database)
    let runner = Runner(site: site, sample: sample, settings: wish.settings)
    let run = isFloor ? try await runner.floor(database, instances) : try await runner.tocsin(database, instances)
    try await check(database, instances)
    try await site.drop(database)
    return run
  }

  /// Both must have written the same rows.
  private func check(_ database: String, _ instances: Int) async throws {
    let wrong = try await site.number(
      """
      SELECT abs((SELECT count(*) FROM history WHERE step = 3) - \(instances))::int
        + abs((SELECT count(*) FROM outbox WHERE step = 3) - \(instances))::int
        + (SELECT count(*) FROM instance WHERE key <> 'sample' AND step <> 3)::int
        + (SELECT count(*) FROM work WHERE due <= now())::int
      """, on: database)
    guard wrong == 0 else { throw BenchError("\(wrong) rows of \(database) are not as they should be") }
  }
}
