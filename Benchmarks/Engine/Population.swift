import Executor
import Machine
import PostgreSQL
import Store
import StorePostgres

/// A database with one instance that was really stepped, and any number of its likes.
struct Population: Sendable {
  let site: Site
  let sample: Sample

  /// Makes the tables, deploys the workflow, and takes one instance through its start and one timer.
  func found(_ database: String) async throws {
    try await site.admin.execute("CREATE DATABASE \(database)")
    let target = try await site.target(database)
    _ = try await PostgresStore.migrate(target)
    let store = PostgresStore(target, connections: 4, engine: "bench")
    _ = try await store.installation(default: Sample.installation)
    let closure = try sample.closure()
    let now = try await store.clock().database
    _ = try await store.deploy(closure, starts: 0, at: now)
    let instance = sample.instance(key: "sample", at: now, hash: closure.hash)
    _ = try await store.open(Opening(instance: instance, again: false, items: nil, parent: nil, installation: Sample.installation))
    try await step(store)
    try await site.execute(Self.makeDue, on: database)
    try await step(store)
    await store.close()
    guard try await site.number("SELECT count(*) FROM outbox WHERE step = 2", on: database) == 1 else {
      throw BenchError("the sample did not step as expected")
    }
    try await site.execute(Self.restSample, on: database)
  }

  private func step(_ store: PostgresStore) async throws {
    let crew = Crew(store: store, sample: sample)
    let tally = Tally(wanted: 1)
    try await crew.work(until: tally)
  }

  /// Adds so many instances, of numbers from `first`, that are due from `seconds` after the database's present time (before
  /// it, where negative), `spacing` microseconds from one to the next.
  func add(_ count: Int, from first: Int, dueIn seconds: Int, spacing: Int, to database: String) async throws {
    try await site.execute(
      """
      CREATE TEMP TABLE newcomer AS
      SELECT n, md5('bench' || n)::uuid AS id, (get_byte(uuid_send(md5('bench' || n)::uuid), 15) & 63)::smallint AS s,
        date_trunc('second', now()) + interval '1 second' * \(seconds) + interval '1 microsecond' * (n - \(first)) * \(spacing) AS due
      FROM generate_series(\(first), \(first + count - 1)) n;
      INSERT INTO instance (s, id, workflow, key, run, hash, origin, status, state, outcome, standing, input, data, timers, step,
        now, opened_at)
      SELECT n.s, n.id, i.workflow, 'batch/' || n.n, 1, i.hash, i.origin, i.status, i.state, i.outcome, i.standing, i.input,
        i.data, regexp_replace(i.timers::text, '"due":[0-9]+',
          '"due":' || (extract(epoch FROM n.due) * 1000000)::bigint)::json, i.step, i.now, i.opened_at
      FROM newcomer n CROSS JOIN instance i WHERE i.key = 'sample';
      INSERT INTO work (s, id, due, awake) SELECT s, id, due, true FROM newcomer;
      DROP TABLE newcomer
      """, on: database)
  }

  /// As after months of vacuum, with all pages written.
  func settle(_ database: String) async throws {
    try await site.execute("VACUUM (FREEZE, ANALYZE)", on: database)
  }

  private static let makeDue = """
    UPDATE instance SET timers = regexp_replace(timers::text, '"due":[0-9]+', '"due":1772438400000000')::json;
    UPDATE work SET due = '2026-03-02T08:00:00Z'
    """

  /// The sample itself takes no part.
  private static let restSample = "UPDATE work SET due = now() + interval '100 years'"
}
