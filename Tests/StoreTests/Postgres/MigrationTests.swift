import PostgreSQL
import Store
import StorePostgres
import TestSupport
import Testing

@Suite struct MigrationTests {
  @Test func `migrations run once, also when several start at the same time`() async throws {
    let database = try await TestDatabase.make("migration")
    let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
      for _ in 0..<4 { group.addTask { try await PostgresStore.migrate(database.connectionString) } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(!applied.isEmpty && applied == Array(1...applied.count), "each once, in order")
    let again = try await PostgresStore.migrate(database.connectionString)
    #expect(again.isEmpty)
  }

  @Test func `a migration that was altered after it had been applied is refused`() async throws {
    try await PostgresBench.run { bench in
      try await bench.admin.execute("UPDATE migration SET hash = 'another'")
      let error = await #expect(throws: StoreError.self) { try await PostgresStore.migrate(bench.database.connectionString) }
      #expect(error?.retry == .never)
    }
  }

  @Test func `an engine that does not fit the schema says so`() async throws {
    try await PostgresBench.run { bench in
      try await bench.store.checkSchema()
      try await bench.admin.execute("UPDATE engine SET schema = 99, schema_min = 99")
      await #expect(throws: StoreError.self) { try await bench.store.checkSchema() }
      try await bench.admin.execute("UPDATE engine SET schema = 0, schema_min = 0")
      await #expect(throws: StoreError.self) { try await bench.store.checkSchema() }
    }
  }

  @Test func `two installations can share a database, each in its schema`() async throws {
    let database = try await TestDatabase.make("schemas")
    let admin = try await database.connect()
    var named: [String] = []
    for schema in ["one", "two"] {
      try await admin.execute("CREATE SCHEMA \(schema)")
      let options = StoreOptions(schema: schema)
      let applied = try await PostgresStore.migrate(database.connectionString, options: options)
      #expect(!applied.isEmpty && applied == Array(1...applied.count), "each once, in order")
      let store = PostgresStore(database.connectionString, connections: 1, engine: Fixture.engine, options: options)
      named.append(try await store.installation(default: schema))
      await store.close()
    }
    #expect(named == ["one", "two"])
    await admin.close()
  }

  @Test func `each month's history gets a partition in time, and takes over what came before it`() async throws {
    try await PostgresBench.run { bench in
      for (key, minutes) in [("now", 0), ("next month", 31 * 24 * 60)] {
        let id = Fixture.id(key)
        _ = try await bench.store.open(Fixture.opening(key, at: Fixture.at(minutes: minutes)))
        let claim = StepClaim(shard: id.shard, now: Fixture.at(minutes: minutes), limit: 1, epoch: 1)
        _ = try await bench.store.stepDue(claim) { due in due.map { StepScript().write($0, at: Fixture.at(minutes: minutes)) } }
      }
      let made = try await bench.store.makeHistoryPartitions(at: Fixture.start)
      #expect(made == ["2026-03", "2026-04", "2026-05"])
      let again = try await bench.store.makeHistoryPartitions(at: Fixture.start)
      #expect(again.isEmpty)
      let overNewYear = try await bench.store.makeHistoryPartitions(at: Fixture.at(minutes: 300 * 24 * 60))
      #expect(overNewYear == ["2026-12", "2027-01", "2027-02"])
      #expect(try await bench.count("SELECT count(*) FROM history_default") == 0)
      #expect(try await bench.count("SELECT count(*) FROM history_2026_03") == 1)
      #expect(try await bench.store.history(of: nil, from: nil, limit: 10).map(\.key) == ["now", "next month"])
    }
  }
}
