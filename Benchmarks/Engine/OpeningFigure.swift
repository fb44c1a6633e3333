import Calendar
import Executor
import Machine
import PostgreSQL
import Store
import StorePostgres

/// Instances a second that a watch opens: from the moment its rounds are due until each row's instance has opened and has read its
/// first `checked`. Beside it the same rows of the same tables, written by one `INSERT … SELECT` for each table.
struct OpeningFigure: Sendable {
  let site: Site
  let wish: Wish

  private static let database = "bench_opening"
  private static let tables = ["instance", "work", "inbox", "history", "outbox"]

  func run() async throws {
    let rows = wish.number("rows", default: 100_000)
    let rounds = wish.number("rounds", default: 1)
    var ratios: [Double] = []
    for _ in 0..<rounds {
      let (tocsin, floor) = try await measure(rows)
      ratios.append(tocsin / floor)
      say("  floor \(Int(floor)) rows/s, tocsin \(Int(tocsin)) instances/s, ratio \(rounded(tocsin / floor, 3))")
      try await site.drop(Self.database)
    }
    say("opening \(rows) rows of a watch: ratio \(rounded(ratios.median, 3)), the median of \(rounds)")
  }

  private func measure(_ rows: Int) async throws -> (tocsin: Double, floor: Double) {
    try await site.admin.execute("CREATE DATABASE \(Self.database)")
    let target = try await site.target(Self.database)
    _ = try await PostgresStore.migrate(target)
    let store = PostgresStore(target, connections: 8, engine: "bench")
    let seconds = try await open(rows, store)
    await store.close()
    let wrong = try await site.number(
      """
      SELECT abs((SELECT count(*) FROM instance WHERE step = 2 AND key NOT LIKE '@%') - \(rows))::int
        + (SELECT count(*) FROM inbox WHERE step IS NULL)::int
      """, on: Self.database)
    guard wrong == 0 else { throw BenchError("\(wrong) instances were not opened, or have read nothing") }
    return (Double(rows) / seconds, Double(rows) / (try await floorSeconds()))
  }

  private func open(_ rows: Int, _ store: PostgresStore) async throws -> Double {
    let sample = WatchSample(rows: rows)
    _ = try await store.installation(default: Sample.installation)
    let begin = try Instant(parsing: "2026-06-01T08:00:00Z")
    // The clock stands still but for one jump to the rounds.
    try await store.startTimeLapse(at: begin)
    let closure = try sample.closure()
    _ = try await store.deploy(closure, starts: sample.starts, at: begin)
    // Each instance makes two steps: it starts, and reads `checked`.
    let tally = Tally(wanted: 2 * rows) { instance in !instance.key.hasPrefix("@") }
    let executor = Crew(store: store, loader: sample, couriers: sample.couriers, settings: wish.settings).executor(tally)
    let task = Task { await executor.run() }
    let round = begin.adding(seconds: 1800)
    while try await store.advanceTimeLapse(limit: round) != .moved(to: round) { await BenchClock().pause(seconds: 0.1) }
    let start = ProcessTime.seconds()
    await executor.pokeAll()
    let trouble = await tally.reached()
    await executor.stop()
    await task.value
    if let trouble { throw BenchError("the executor met trouble: \(trouble)") }
    return tally.endSeconds - start
  }

  private func floorSeconds() async throws -> Double {
    for table in Self.tables {
      try await site.execute("CREATE TABLE floor_\(table) (LIKE \(table) INCLUDING ALL)", on: Self.database)
    }
    try await site.admin.execute("CHECKPOINT")
    let start = ProcessTime.seconds()
    for table in Self.tables {
      try await site.execute("INSERT INTO floor_\(table) OVERRIDING SYSTEM VALUE SELECT * FROM \(table)", on: Self.database)
    }
    return ProcessTime.seconds() - start
  }
}
