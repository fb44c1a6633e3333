import CEL
import Machine
import PostgreSQL
import Store
import StorePostgres
import TestSupport
import Testing

/// One transaction is parked on a row; the others run against it. Nobody waits but those who must, and nobody for ever.
@Suite struct LockOrderTests {
  private static let part = PartID(effect: Fixture.effect("k"), part: 0)

  private func prepared(_ story: (PostgresBench, Delivery) async throws -> Void) async throws {
    // A wait in vain shall end as an error, not hang.
    try await PostgresBench.run(options: StoreOptions(idleInTransactionMilliseconds: 0, lockMilliseconds: 8_000)) { bench in
      let id = Fixture.id("k")
      _ = try await bench.store.open(Fixture.opening("k"))
      let claim = StepClaim(shard: id.shard, now: Fixture.start, limit: 8, epoch: 1)
      _ = try await bench.store.stepDue(claim) { due in
        due.map { StepScript(parts: { [Fixture.mail($0), Fixture.mail($0, part: 1)] }).write($0, at: Fixture.start) }
      }
      let leased = try await bench.store.claimDeliveries(
        DeliveryClaim(channel: "email", limit: 1, owner: ExecutorID(text: "one"), now: Fixture.start, leaseSeconds: 60))
      try await story(bench, try #require(leased.first))
    }
  }

  private static func lock(_ table: String) -> String {
    let id = Fixture.id("k")
    return "SELECT FROM \(table) WHERE s = \(id.shard) AND id = '\(id)' FOR UPDATE"
  }

  private static let isWaiting = """
    SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
    """

  @Test func `whoever holds an instance is alone on it, and holds up no writer of events and no delivery`() async throws {
    try await prepared { bench, delivery in
      let id = Fixture.id("k")
      try await bench.parking(on: Self.lock("work")) { () async throws in
        #expect(try await bench.store.append(Fixture.occurred("acknowledged", id)))
        #expect(try await bench.store.open(Fixture.opening("k", origin: Fixture.effect("p"), parent: Fixture.id("p"))) == .adopted(id))
        #expect(try await bench.store.stepCount(id) == 0)
        #expect(try await bench.store.suspectNextDue(shard: id.shard, at: Fixture.start) == nil)
        #expect(try await bench.store.instanceForCheck(id, at: Fixture.start)?.hasUnreadEvent == true)
        #expect(try await bench.store.markSending(delivery, checkedStep: nil, bytes: [], at: Fixture.start))
        #expect(try await bench.store.settle(delivery, as: .ended(.delivered), at: Fixture.start))
        #expect(try await bench.store.sweepExpiredLeases(at: Fixture.start).isEmpty)
        #expect(try await bench.store.redrivePart(Self.part, at: Fixture.start) == false)
      }
      #expect(try await bench.store.stepCount(id) == 1)
    }
  }

  @Test func `an operator's word waits for the step that is under way, and goes on after it`() async throws {
    try await prepared { bench, _ in
      let id = Fixture.id("k")
      try await bench.admin.execute(
        "UPDATE instance SET status = 'faulted' WHERE id = '\(id)'; UPDATE work SET awake = false WHERE id = '\(id)'")
      let mayEnd = Gate()
      let isLocked = Gate()
      let parked = try await bench.database.connect()
      async let step: Void = parked.transaction { transaction in
        _ = try transaction.query(Statement("TestPark", Self.lock("work")))
        isLocked.open()
        mayEnd.wait()
      }
      await isLocked.opened()
      async let redriven = bench.store.redriveInstance(id, at: Fixture.start)
      try await bench.waitUntil(Self.isWaiting)
      mayEnd.open()
      try await step
      let wasFaulted = try await redriven
      #expect(wasFaulted)
      await parked.close()
    }
  }

  @Test func `a part in somebody's hand holds up no step and no other part`() async throws {
    try await prepared { bench, _ in
      let id = Fixture.id("k")
      _ = try await bench.store.append(Fixture.occurred("acknowledged", id))
      let one = Self.lock("outbox").replacing(" FOR UPDATE", with: " AND part = 0 FOR UPDATE")
      try await bench.parking(on: one) { () async throws in
        #expect(try await bench.store.stepCount(id) == 1)
        let claim = DeliveryClaim(channel: "email", limit: 9, owner: ExecutorID(text: "two"), now: Fixture.start, leaseSeconds: 60)
        #expect(try await bench.store.claimDeliveries(claim).map(\.part.part) == [1])
        #expect(try await bench.store.sweepExpiredLeases(at: Fixture.start).isEmpty)
      }
    }
  }

  @Test func `steps, events, openings, deliveries and operators all at once end without a deadlock`() async throws {
    try await PostgresBench.run { bench in
      let keys = Fixture.keys(inShard: 2, count: 6)
      for key in keys { _ = try await bench.store.open(Fixture.opening(key)) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<3 { group.addTask { try await Self.traffic(number, keys, bench.store) } }
        try await group.waitForAll()
      }
      #expect(try await bench.count("SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()") == 0)
      for key in keys {
        let history = try await bench.store.history(of: Fixture.id(key), from: nil, limit: 1000)
        #expect(history.map(\.step) == Array(1..<(history.count + 1)))
      }
    }
  }

  /// Thirty rounds of everything that writes.
  private static func traffic(_ number: Int, _ keys: [String], _ store: PostgresStore) async throws {
    let owner = ExecutorID(text: "\(number)")
    for round in 0..<30 {
      for key in keys {
        _ = try await store.append(Fixture.occurred("next", Fixture.id(key), key: "\(number)/\(round)"))
      }
      let claim = StepClaim(shard: 2, now: Fixture.start, limit: 8, epoch: 1)
      _ = try await store.stepDue(claim) { due in
        due.map { StepScript(parts: { [Fixture.mail($0, thread: "t")] }).write($0, at: Fixture.start) }
      }
      let leased = try await store.claimDeliveries(
        DeliveryClaim(channel: "email", limit: 8, owner: owner, now: Fixture.start, leaseSeconds: 60))
      for delivery in leased where try await store.markSending(delivery, checkedStep: nil, bytes: [1], at: Fixture.start) {
        let event = Fixture.occurred("delivered", delivery.part.effect.instance, key: "d/\(delivery.token.id)")
        _ = try await store.settle(delivery, as: .ended(.delivered, event: event), at: Fixture.start)
      }
      for key in keys { _ = try await store.redriveInstance(Fixture.id(key), at: Fixture.start) }
      _ = try await store.open(Fixture.opening(keys[round % keys.count], origin: Fixture.effect("p", step: round), parent: Fixture.id("p")))
      _ = try await store.sweepExpiredLeases(at: Fixture.start)
      try await store.releaseLeases(of: owner)
    }
  }
}

extension PostgresStore {
  /// Steps what is due in the instance's shard, and tells how many that was.
  fileprivate func stepCount(_ id: InstanceID) async throws -> Int {
    let claim = StepClaim(shard: id.shard, now: Fixture.start, limit: 8, epoch: 1)
    return try await stepDue(claim) { due in due.map { StepScript().write($0, at: Fixture.start) } }.written
  }
}
