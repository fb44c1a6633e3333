import Executor
import StorePostgres

/// What an executor costs that has nothing to do.
struct IdleFigure: Sendable {
  let site: Site
  let wish: Wish

  private static let database = "bench_idle"
  private static let warmUpSeconds = 5

  func run() async throws {
    let sleepers = wish.number("sleepers", default: 100_000)
    let seconds = wish.number("seconds", default: 30)
    let sample = try Sample()
    let population = Population(site: site, sample: sample)
    try await population.found(Self.database)
    try await population.add(sleepers, from: 1, dueIn: 30 * 86_400, spacing: 1000, to: Self.database)
    try await population.settle(Self.database)
    let store = PostgresStore(try await site.target(Self.database), connections: 8, engine: "bench")
    let executor = Crew(store: store, sample: sample, settings: wish.settings).executor(Tally(wanted: .max))
    let task = Task { await executor.run() }
    await BenchClock().pause(seconds: Double(Self.warmUpSeconds))
    let (server, own, start) = (await site.serverSeconds(), ProcessTime.ownSeconds(), ProcessTime.seconds())
    await BenchClock().pause(seconds: Double(seconds))
    let passed = ProcessTime.seconds() - start
    let share = (ProcessTime.ownSeconds() - own) / passed * 100
    let serverShare = (await site.serverSeconds() - server) / passed * 100
    say(
      "idle among \(sleepers) sleepers: \(rounded(share, 2)) % of a core (its sessions in the server \(rounded(serverShare, 2)) %), "
        + "\(rounded(Double(ProcessTime.ownPrivateKilobytes()) / 1024, 1)) MB of private memory")
    await executor.stop()
    await task.value
    await store.close()
  }
}
