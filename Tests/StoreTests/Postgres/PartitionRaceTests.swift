import Calendar
import PostgreSQL
import Store
import StorePostgres
import TestSupport
import Testing

/// A month gets its partition while steps are made.
@Suite struct PartitionRaceTests {
  @Test func `a step that is made while its month gets a partition waits, and is not taken for a faulty one`() async throws {
    try await PostgresBench.run { bench in
      // Somebody reads the default partition for a long time: who makes partitions waits for it, and steps wait behind that.
      let reader = try await bench.database.connect()
      try await reader.execute("BEGIN; SELECT count(*) FROM history_default")
      async let made = bench.store.makeHistoryPartitions(at: Fixture.start)
      try await eventually("a partition is being made") { try await Self.waiting(bench) == 1 }
      let id = Fixture.id("k")
      _ = try await bench.store.open(Fixture.opening("k"))
      let claim = StepClaim(shard: id.shard, now: Fixture.start, limit: 1, epoch: 1)
      async let stepped = bench.store.stepDue(claim) { due in due.map { StepScript().write($0, at: Fixture.start) } }
      try await eventually("a step waits") { try await Self.waiting(bench) == 2 }
      try await reader.execute("COMMIT")
      await reader.close()
      let months = try await made
      #expect(months == ["2026-03", "2026-04", "2026-05"])
      _ = try await stepped
      #expect(try await bench.count("SELECT count(*) FROM history_2026_03") == 1)
      #expect(try await bench.count("SELECT count(*) FROM instance WHERE status = 'running'") == 1)
    }
  }

  private static func waiting(_ bench: PostgresBench) async throws -> Int {
    try await bench.count(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'")
  }
}
