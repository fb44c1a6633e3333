import PostgreSQL

/// What somebody's long transaction costs: steps a second with and without a snapshot that is held for the whole run.
struct SnapshotFigure: Sendable {
  let site: Site
  let wish: Wish

  private static let template = "bench_held"

  func run() async throws {
    let instances = wish.number("instances", default: 400_000)
    let rounds = wish.number("rounds", default: 3)
    let sample = try Sample()
    let population = Population(site: site, sample: sample)
    try await population.found(Self.template)
    try await population.add(instances, from: 1, dueIn: -7200, spacing: 1000, to: Self.template)
    try await population.settle(Self.template)
    let runner = Runner(site: site, sample: sample, settings: wish.settings)
    var ratios: [Double] = []
    for round in 0..<rounds {
      var rates: [Bool: Double] = [:]
      for isHeld in round % 2 == 0 ? [false, true] : [true, false] {
        try await site.copy(Self.template, to: "bench_held_run")
        let holder = try await Connection.open(try await site.target("bench_held_run"))
        if isHeld { try await holder.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM work") }
        rates[isHeld] = try await runner.tocsin("bench_held_run", instances).rate
        await holder.close()
        try await site.drop("bench_held_run")
      }
      let (free, held) = (rates[false] ?? 0, rates[true] ?? 0)
      ratios.append(held / free)
      say("  \(Int(free)) steps/s, \(Int(held)) under a held snapshot, ratio \(rounded(held / free, 2))")
    }
    say("held snapshot: ratio \(rounded(ratios.median, 2)), the median of \(rounds)")
  }
}
