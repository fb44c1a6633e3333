import CEL
import Machine
import PostgreSQL
import Store
import StorePostgres
import Synchronization
import TestSupport
import Testing

/// What only shows between real transactions.
@Suite struct ConcurrencyTests {
  @Test func `a second event committed before an earlier one that was inserted first: both are read`() async throws {
    try await PostgresBench.run { bench in
      let id = Fixture.id("k")
      _ = try await bench.store.open(Fixture.opening("k"))
      try await bench.step(id)
      let early =
        "INSERT INTO inbox (s, id, key, at, name, data) VALUES (\(id.shard), '\(id)', 'early', '\(Fixture.start)', 'early', '{\"data\": {}}')"
      try await bench.parking(on: early) {
        _ = try await bench.store.append(Fixture.occurred("late", id))
        try await bench.step(id)
        #expect(try await bench.store.instance(id)?.step == 2)
      }
      try await bench.step(id)
      let read = try await bench.store.inbox(of: id)
      #expect(read.map(\.event.name) == ["@started", "early", "late"])
      #expect(read.map(\.step) == [1, 3, 2])
    }
  }

  @Test func `a claimer skips what another holds, and waits for nobody`() async throws {
    try await PostgresBench.run { bench in
      let keys = Fixture.keys(inShard: 4, count: 10)
      for key in keys { _ = try await bench.store.open(Fixture.opening(key)) }
      let isHeld = Gate()
      let mayEnd = Gate()
      let held = Mutex<Set<InstanceID>>([])
      let claim = StepClaim(shard: 4, now: Fixture.start, limit: 8, epoch: 1)
      async let first = bench.store.stepDue(claim) { due in
        held.withLock { $0 = Set(due.map(\.instance.id)) }
        isHeld.open()
        mayEnd.wait()
        return due.map { StepScript().write($0, at: Fixture.start) }
      }
      await isHeld.opened()
      let taken = Mutex<Set<InstanceID>>([])
      _ = try await bench.store.stepDue(claim) { due in
        taken.withLock { $0 = Set(due.map(\.instance.id)) }
        return due.map { StepScript().write($0, at: Fixture.start) }
      }
      mayEnd.open()
      _ = try await first
      let (one, two) = (held.withLock { $0 }, taken.withLock { $0 })
      #expect(!one.isEmpty)
      #expect(!two.isEmpty)
      #expect(one.isDisjoint(with: two))
    }
  }

  @Test func `a stalled step is ended by the database and writes nothing; another does the work`() async throws {
    try await PostgresBench.run(options: StoreOptions(idleInTransactionMilliseconds: 200)) { bench in
      let id = Fixture.id("k")
      _ = try await bench.store.open(Fixture.opening("k"))
      let isHeld = Gate()
      let mayGoOn = Gate()
      let claim = StepClaim(shard: id.shard, now: Fixture.start, limit: 8, epoch: 1)
      async let stalled = bench.store.stepDue(claim) { due in
        isHeld.open()
        mayGoOn.wait()
        return due.map { StepScript(parts: { [Fixture.mail($0)] }).write($0, at: Fixture.start) }
      }
      await isHeld.opened()
      try await bench.waitUntil(
        "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'")
      let other = PostgresStore(bench.database.connectionString, connections: 1, engine: "0.2")
      let report = try await other.stepDue(claim) { due in due.map { StepScript().write($0, at: Fixture.start) } }
      #expect(report.written == 1)
      await other.close()
      mayGoOn.open()
      do {
        _ = try await stalled
        Issue.record("the stalled step was committed")
      } catch let error as StoreError {
        #expect(error.retry == .unreachable)
      }
      #expect(try await bench.store.history(of: id, from: nil, limit: 9).map(\.engine) == ["0.2"])
      #expect(try await bench.store.parts(PartFilter()).isEmpty)
    }
  }

  @Test func `a row that cannot be read faults its instance, not its shard`() async throws {
    try await PostgresBench.run { bench in
      let keys = Fixture.keys(inShard: 6, count: 3)
      for key in keys { _ = try await bench.store.open(Fixture.opening(key)) }
      let (broken, odd, fine) = (Fixture.id(keys[0]), Fixture.id(keys[1]), Fixture.id(keys[2]))
      try await bench.admin.execute(
        """
        UPDATE instance SET standing = '{}' WHERE id = '\(broken)';
        UPDATE inbox SET data = '{"a": 1, "a": 2}' WHERE id = '\(odd)'
        """)
      let claim = StepClaim(shard: 6, now: Fixture.start, limit: 8, epoch: 1)
      let report = try await bench.store.stepDue(claim) { due in due.map { StepScript().write($0, at: Fixture.start) } }
      #expect(report.written >= 1)
      #expect(report.faulted.contains(broken))
      #expect(try await bench.store.instance(fine)?.step == 1)
      #expect(try await bench.store.incidents(openOnly: true).contains { $0.instance == broken && $0.cause == .step })
      #expect(try await bench.store.shardsWithDueWork(at: Fixture.start).isEmpty)
    }
  }

  @Test func `every refusal of the database is one of the store's kinds`() {
    let kinds: [(String, PostgresError.Retry, StoreError.Retry)] = [
      ("57P01", .connection, .unreachable), ("40001", .serialization, .conflict), ("53100", .resource, .resource),
      ("23505", .constraint, .constraint), ("22021", .permanent, .constraint), ("54000", .permanent, .constraint),
      ("42601", .permanent, .never),
    ]
    for (state, given, wanted) in kinds {
      let error = PostgresError(sqlstate: state, message: "m", detail: "d", retry: given)
      #expect(StoreError(error).retry == wanted)
      #expect(StoreError(error).sqlstate == state)
    }
  }
}

extension PostgresBench {
  func step(_ id: InstanceID) async throws {
    let claim = StepClaim(shard: id.shard, now: Fixture.start, limit: 8, only: [id], epoch: 1)
    _ = try await store.stepDue(claim) { due in due.map { StepScript().write($0, at: Fixture.start) } }
  }
}
