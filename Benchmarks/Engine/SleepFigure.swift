/// What sleepers cost those that are awake: steps a second among few and among many, turn by turn.
struct SleepFigure: Sendable {
  let site: Site
  let wish: Wish

  private static let few = 10_000

  func run() async throws {
    let due = wish.number("instances", default: 100_000)
    let many = wish.number("sleepers", default: 1_000_000)
    let rounds = wish.number("rounds", default: 3)
    let sample = try Sample()
    for (database, sleepers) in [("bench_few", Self.few), ("bench_many", many)] {
      let population = Population(site: site, sample: sample)
      try await population.found(database)
      try await population.add(sleepers, from: due + 1, dueIn: 30 * 86_400, spacing: 100_000, to: database)
      try await population.add(due, from: 1, dueIn: -7200, spacing: 1000, to: database)
      try await population.settle(database)
    }
    let runner = Runner(site: site, sample: sample, settings: wish.settings)
    var ratios: [Double] = []
    for round in 0..<rounds {
      var rates: [String: Double] = [:]
      for database in round % 2 == 0 ? ["bench_few", "bench_many"] : ["bench_many", "bench_few"] {
        try await site.copy(database, to: "bench_sleep")
        rates[database] = try await runner.tocsin("bench_sleep", due).rate
        try await site.drop("bench_sleep")
      }
      let (few, most) = (rates["bench_few"] ?? 0, rates["bench_many"] ?? 0)
      ratios.append(most / few)
      say("  \(Int(few)) steps/s among \(Self.few) sleepers, \(Int(most)) among \(many), ratio \(rounded(most / few, 2))")
    }
    say("sleepers: ratio \(rounded(ratios.median, 2)), the median of \(rounds)")
  }
}
