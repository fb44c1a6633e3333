import Calendar
import Executor
import Glibc
import Machine
import PostgreSQL
import StorePostgres
import Synchronization

/// From due to committed, beside a bare `SKIP LOCKED` loop over a table of its own that asks as often.
struct LatenessFigure: Sendable {
  let site: Site
  let wish: Wish

  private static let database = "bench_late"
  /// From the end of the set-up to the first that is due.
  private static let leadSeconds = 4

  func run() async throws {
    let sleepers = wish.number("sleepers", default: 1_000_000)
    let perSecond = wish.number("rate", default: 1_000)
    let seconds = wish.number("seconds", default: 20)
    let rounds = wish.number("rounds", default: 3)
    let sample = try Sample()
    let population = Population(site: site, sample: sample)
    try await population.found(Self.database)
    try await population.add(sleepers, from: 1, dueIn: 30 * 86_400, spacing: 1000, to: Self.database)
    try await site.execute(Bare.table(sleepers), on: Self.database)
    try await population.settle(Self.database)
    var ratios: [Double] = []
    for round in 0..<rounds {
      let count = perSecond * seconds
      let first = sleepers + 1 + round * count
      let spacing = 1_000_000 / perSecond
      try await site.execute(Bare.add(count, dueIn: Self.leadSeconds, spacing: spacing), on: Self.database)
      try await site.admin.execute("CHECKPOINT")
      let bare = try await Bare(target: try await site.target(Self.database), settings: wish.settings).run(count)
      try await population.add(count, from: first, dueIn: Self.leadSeconds, spacing: spacing, to: Self.database)
      try await site.admin.execute("CHECKPOINT")
      let tocsin = try await tocsin(count, sample)
      ratios.append(tocsin.percentile(99) / bare.percentile(99))
      say("  bare \(words(bare)); tocsin \(words(tocsin)); p99 ratio \(rounded(ratios[round], 2))")
    }
    say("lateness: p99 ratio \(rounded(ratios.percentile(50), 2)), the median of \(rounds)")
  }

  private func words(_ lateness: [Double]) -> String {
    "p50 \(rounded(lateness.percentile(50) * 1000, 1)) ms, p99 \(rounded(lateness.percentile(99) * 1000, 1)) ms"
  }

  private func tocsin(_ count: Int, _ sample: Sample) async throws -> [Double] {
    let store = PostgresStore(try await site.target(Self.database), connections: 8, engine: "bench")
    let watch = LatenessTally(wanted: count)
    let executor = Crew(store: store, sample: sample, settings: wish.settings).executor(watch)
    let task = Task { await executor.run() }
    _ = await watch.tally.reached()
    await executor.stop()
    await task.value
    await store.close()
    return watch.lateness
  }
}

/// Seconds from due to committed.
private final class Found: Sendable {
  private let seconds = Mutex<[Double]>([])

  var all: [Double] { seconds.withLock { $0 } }

  func add(_ late: [Double]) { seconds.withLock { $0 += late } }
}

/// Hears when each step was committed, and when it had been due.
private final class LatenessTally: ExecutorListener {
  let tally: Tally
  private let found = Found()

  init(wanted: Int) { tally = Tally(wanted: wanted) }

  var lateness: [Double] { found.all }

  func hear(_ news: ExecutorNews) {
    if case .stepped(_, let record, _) = news {
      let late = ProcessTime.sinceEpochSeconds() - Double(record.moment.now.microsecondsSinceEpoch) / 1e6
      found.add([late])
    }
    tally.hear(news)
  }
}

/// The least that a queue in PostgreSQL does: lock what is due, mark it, commit; asks again at once where it found something.
private struct Bare: Sendable {
  let target: ConnectionString
  let settings: ExecutorSettings

  static func table(_ sleepers: Int) -> String {
    """
    CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, due timestamptz) WITH (fillfactor = 60);
    INSERT INTO bare (due) SELECT now() + interval '30 days' + n * interval '1 millisecond' FROM generate_series(1, \(sleepers)) n;
    CREATE INDEX bare_due ON bare (due) WHERE due IS NOT NULL
    """
  }

  static func add(_ count: Int, dueIn seconds: Int, spacing: Int) -> String {
    """
    INSERT INTO bare (due) SELECT date_trunc('second', now()) + interval '\(seconds) seconds'
      + n * \(spacing) * interval '1 microsecond' FROM generate_series(0, \(count - 1)) n
    """
  }

  private static let take = Statement(
    "BareTake",
    """
    WITH d AS MATERIALIZED (
      SELECT id, due FROM bare WHERE due <= clock_timestamp() ORDER BY due LIMIT $1 FOR UPDATE SKIP LOCKED)
    UPDATE bare b SET due = NULL FROM d WHERE b.id = d.id RETURNING extract(epoch FROM d.due)::float8
    """)

  func run(_ count: Int) async throws -> [Double] {
    let found = Found()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<settings.steppers {
        group.addTask {
          let connection = try await Connection.open(target)
          while found.all.count < count {
            let rows = try await connection.query(Self.take, [.int4(Int32(settings.batch))])
            let now = ProcessTime.sinceEpochSeconds()
            let late = try rows.map { now - (try $0.double(0)) }
            found.add(late)
            if late.isEmpty {
              let jitter = 1 + settings.pollJitter * (2 * BenchClock().chance() - 1)
              await BenchClock().pause(seconds: settings.pollSeconds * jitter)
            }
          }
          await connection.close()
        }
      }
      try await group.waitForAll()
    }
    return found.all
  }
}
