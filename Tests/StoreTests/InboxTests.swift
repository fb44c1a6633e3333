import CEL
import Machine
import Store
import Synchronization
import Testing

@Suite struct InboxTests {
  @Test(arguments: StoreKind.allCases)
  func `an event that arrives again under its key is the same event, also after it was read`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k")
      let event = Fixture.occurred("acknowledged", id, key: "link/1")
      #expect(try await bench.store.append(event))
      #expect(try await !bench.store.append(event))
      try await bench.step(id)
      #expect(try await !bench.store.append(event))
      #expect(try await bench.store.inbox(of: id).map(\.step) == [1, 2])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `events are read in order of arrival, those of one moment as they were written`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k")
      let later = Fixture.at(minutes: 2)
      for (name, minutes) in [("c", 2), ("a", 1), ("d", 2), ("b", 1)] {
        _ = try await bench.store.append(Fixture.occurred(name, id, at: Fixture.at(minutes: minutes)))
      }
      let names = Mutex<[String]>([])
      _ = try await bench.store.stepDue(StepClaim(shard: id.shard, now: later, limit: 10, epoch: 1)) { due in
        names.withLock { $0 = due.flatMap(\.events).map(\.name) }
        return []
      }
      #expect(names.withLock { $0 } == ["a", "b", "c", "d"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an event that is written ahead is not read before its time`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k")
      _ = try await bench.store.append(Fixture.occurred("checked", id, at: Fixture.at(minutes: 10)))
      #expect(try await bench.store.shardsWithDueWork(at: Fixture.at(minutes: 9)) == [])
      #expect(try await bench.step(id, at: Fixture.at(minutes: 9)).claimed == 0)
      #expect(try await bench.store.shardsWithDueWork(at: Fixture.at(minutes: 10)) == [id.shard])
      #expect(try await bench.step(id, at: Fixture.at(minutes: 10)).written == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an event for an instance that does not exist waits until it does`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = Fixture.id("later")
      #expect(try await bench.store.append(Fixture.occurred("acknowledged", id)))
      #expect(try await bench.store.shardsWithDueWork(at: Fixture.start) == [])
      #expect(try await bench.step(shard: id.shard).claimed == 0)
      _ = try await bench.store.open(Fixture.opening("later"))
      #expect(try await bench.step(id).written == 1)
      #expect(try await bench.step(id).written == 1)
      #expect(try await bench.store.inbox(of: id).map { "\($0.event.name) \($0.step ?? 0)" } == ["acknowledged 2", "@started 1"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what was said before the opening is read after it`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = Fixture.id("later")
      let opened = Fixture.at(minutes: 5)
      _ = try await bench.store.append(Fixture.occurred("acknowledged", id))
      // The clock may have fallen since: what opens an instance is never waited for.
      _ = try await bench.store.open(Fixture.opening("later", at: opened))
      for now in [Fixture.at(minutes: 1), opened] {
        let names = Mutex<[String]>([])
        _ = try await bench.store.stepDue(StepClaim(shard: id.shard, now: now, limit: 10, epoch: 1)) { due in
          names.withLock { $0 = due.flatMap(\.events).map(\.name) }
          return []
        }
        #expect(names.withLock { $0 } == ["@started", "acknowledged"])
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what was read long ago is forgotten with its key, what is unread never`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k")
      let event = Fixture.occurred("acknowledged", id)
      _ = try await bench.store.append(event)
      try await bench.step(id)
      _ = try await bench.store.append(Fixture.occurred("note", id))
      #expect(try await bench.store.pruneInbox(before: Fixture.start) == 0)
      #expect(try await !bench.store.append(event))
      #expect(try await bench.store.pruneInbox(before: Fixture.at(minutes: 1)) == 2)
      #expect(try await bench.store.inbox(of: id).map(\.event.name) == ["note"])
      #expect(try await bench.store.append(event))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `unread events of a faulted or suspended instance wait`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", edit: { $0.status = .suspended })
      _ = try await bench.store.append(Fixture.occurred("acknowledged", id))
      #expect(try await bench.store.shardsWithDueWork(at: Fixture.at(minutes: 1)) == [])
      #expect(try await bench.step(shard: id.shard, at: Fixture.at(minutes: 1)).claimed == 0)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an ended instance still records its events`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened(
        "k",
        edit: {
          $0.status = .completed; $0.closedAt = Fixture.start
        })
      _ = try await bench.store.append(Fixture.occurred("acknowledged", id))
      #expect(try await bench.step(id).written == 1)
      #expect(try await bench.store.instance(id)?.status == .completed)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a key that no index could hold is refused as a constraint`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      for key in [String(repeating: "k", count: 5_000), "a\u{0}b"] {
        let error = await #expect(throws: StoreError.self) {
          _ = try await bench.store.append(Fixture.occurred("x", Fixture.id("k"), key: key))
        }
        #expect(error?.retry == .constraint)
      }
    }
  }
}
