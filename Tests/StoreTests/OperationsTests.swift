import CEL
import Machine
import Store
import Testing

/// Holding is looked at in the statements that lease and that begin to send; in both stores alike.
@Suite struct OperationsTests {
  @Test(arguments: StoreKind.allCases)
  func `a message that is held under a lease is not begun, and goes after it is released`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", parts: { [Fixture.mail($0)] })
      let leased = try #require(try await bench.claim().first)
      let part = leased.part.id
      #expect(try await bench.store.moveParts([part], .hold, answer: ["text": "wait"], at: Fixture.start) == [part])
      #expect(try await !bench.store.markSending(leased, checkedStep: nil, bytes: [1], at: Fixture.start))
      #expect(try await bench.claim(at: Fixture.at(minutes: 60)).isEmpty)
      #expect(try await bench.status(part) == .held)
      #expect(try await bench.store.overview(at: Fixture.start).channels.map(\.held) == [1])
      #expect(try await bench.store.moveParts([part], .hold, answer: .null, at: Fixture.start).isEmpty, "once")
      #expect(try await bench.store.moveParts([part], .release, answer: .null, at: Fixture.start) == [part])
      #expect(try await bench.claim(at: Fixture.at(minutes: 60)).count == 1)
      #expect(try await bench.store.moveParts([part], .cancel, answer: ["text": "no"], at: Fixture.start) == [part])
      #expect(try await bench.record(part)?.settledAt == Fixture.start)
      #expect(try await bench.store.evidence(of: part)?.record.part.effect.instance == id)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `nothing is leased or begun on a paused channel, and others go on`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0)] })
      let leased = try #require(try await bench.claim().first)
      let pause = ChannelRecord.Pause(since: Fixture.start, by: "miriam", reason: "ask")
      #expect(try await bench.store.pauseChannel("email", pause))
      #expect(try await !bench.store.pauseChannel("email", pause))
      #expect(try await bench.store.channels().map(\.pause) == [pause])
      #expect(try await !bench.store.markSending(leased, checkedStep: nil, bytes: [1], at: Fixture.start))
      try await bench.opened("l", parts: { [Fixture.mail($0)] })
      #expect(try await bench.claim(at: Fixture.at(minutes: 60)).isEmpty)
      #expect(try await bench.store.resumeChannel("email"))
      #expect(try await !bench.store.resumeChannel("email"))
      #expect(try await bench.claim(at: Fixture.at(minutes: 60)).count >= 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `the brake holds all before the first, counts what went, and not what a person released`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let rule = BrakeRule(messagesMax: 2, windowSeconds: 600)
      func claim(_ minutes: Int) async throws -> [Delivery] {
        try await bench.store.claimDeliveries(
          DeliveryClaim(
            channel: "email", limit: 10, owner: ExecutorID(text: "one"), now: Fixture.at(minutes: minutes), leaseSeconds: 60, brake: rule))
      }
      for key in ["a", "b", "c"] { try await bench.opened(key, parts: { [Fixture.mail($0)] }) }
      #expect(try await claim(0).isEmpty)
      #expect(try await bench.store.brake("email", rule, at: Fixture.start) == 3)
      #expect(try await bench.store.brake("email", rule, at: Fixture.start) == 0)
      #expect(try await bench.store.incidents(openOnly: true).map(\.cause) == [.brake])
      let held = try await bench.store.parts(PartFilter(statuses: [.held])).map(\.part.id)
      #expect(try await bench.store.moveParts(held, .release, answer: .null, at: Fixture.start).count == 3)
      #expect(try await bench.store.incidents(openOnly: true).isEmpty)
      #expect(try await claim(1).count == 3, "a person said so")
      // Two more go, then it is too many within the window, and no more when it is over.
      for key in ["d", "e"] { try await bench.opened(key, at: Fixture.at(minutes: 2), parts: { [Fixture.mail($0)] }) }
      let two = try await claim(2)
      #expect(two.count == 2)
      for one in two { #expect(try await bench.store.markSending(one, checkedStep: nil, bytes: [1], at: Fixture.at(minutes: 2))) }
      try await bench.opened("f", at: Fixture.at(minutes: 3), parts: { [Fixture.mail($0)] })
      #expect(try await claim(3).isEmpty)
      #expect(try await claim(13).count == 1)
      #expect(try await bench.store.busiestWindow("email", seconds: 600, at: Fixture.at(minutes: 60)) == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an outbox that is held after a restore leases nothing until it is lifted`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0)] })
      #expect(try await bench.store.fence(raises: true, at: Fixture.start).since == nil)
      #expect(try await bench.store.raiseFence(at: Fixture.start))
      #expect(try await !bench.store.raiseFence(at: Fixture.start))
      #expect(try await bench.claim().isEmpty)
      #expect(try await bench.store.incidents(openOnly: true).map(\.cause) == [.restore])
      #expect(try await bench.store.liftFence(at: Fixture.start))
      #expect(try await bench.store.incidents(openOnly: true).isEmpty)
      #expect(try await bench.claim().count == 1)
    }
  }
}
