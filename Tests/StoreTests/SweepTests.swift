import CEL
import Calendar
import Machine
import Store
import Testing

/// What becomes of parts whose executor died while it sent them.
@Suite struct SweepTests {
  private let part = PartID(effect: Fixture.effect("k"), part: 0)

  @Test(arguments: StoreKind.allCases)
  func `in doubt a mail goes again at most twice, then waits for a person`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0)] })
      for round in 1...DeliveryLimits.resendsMax {
        let delivery = try #require(try await bench.claimAndSend())
        #expect(delivery.bytes == (round == 1 ? nil : [1, 2, 3]))
        #expect(try await bench.store.sweepExpiredLeases(at: Fixture.start).isEmpty)
        try await bench.passLeaseTime(seconds: 61)
        let swept = try await bench.store.sweepExpiredLeases(at: Fixture.start)
        #expect(swept == [SweptDelivery(id: part, channel: "email", isHeld: false)])
        #expect(try await bench.record(part)?.uncertains == round)
        #expect(try await bench.status(part) == .pending)
        #expect(try await !bench.store.settle(delivery, as: .ended(.failed), at: Fixture.start))
      }
      _ = try #require(try await bench.claimAndSend())
      try await bench.passLeaseTime(seconds: 61)
      #expect(try await bench.store.sweepExpiredLeases(at: Fixture.start).map(\.isHeld) == [true])
      #expect(try await bench.status(part) == .uncertain)
      #expect(try await bench.claim().isEmpty)
      #expect(try await bench.store.incidents(openOnly: true).map(\.part) == [part])
      #expect(try await bench.store.attempts(of: part).map(\.answer["outcome"]) == ["uncertain", "uncertain", "uncertain"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a card is held at once, and goes again when a person says so`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0, onUncertain: .hold)] })
      _ = try #require(try await bench.claimAndSend())
      try await bench.passLeaseTime(seconds: 61)
      #expect(try await bench.store.sweepExpiredLeases(at: Fixture.start).map(\.isHeld) == [true])
      #expect(try await bench.store.redrivePart(part, at: Fixture.start))
      #expect(try await bench.store.incidents(openOnly: true).isEmpty)
      let again = try #require(try await bench.claimAndSend())
      #expect(again.uncertains == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a question simply is asked again`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0, onUncertain: .repeatSilently)] })
      for _ in 0..<4 {
        _ = try #require(try await bench.claimAndSend())
        try await bench.passLeaseTime(seconds: 61)
        #expect(try await bench.store.sweepExpiredLeases(at: Fixture.start).map(\.isHeld) == [false])
      }
      #expect(try await bench.record(part)?.uncertains == 0)
      #expect(try await bench.store.incidents(openOnly: false).isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a late delivered of an older attempt settles an uncertain part`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0, onUncertain: .hold)] })
      let late = try #require(try await bench.claimAndSend())
      try await bench.passLeaseTime(seconds: 61)
      _ = try await bench.store.sweepExpiredLeases(at: Fixture.start)
      for ending in [Settlement.Ending.failed, .retried(at: Fixture.start, usesUpAttempt: true), .uncertain(resendAt: nil)] {
        #expect(try await !bench.store.settle(late, as: .ended(ending), at: Fixture.at(minutes: 2)))
      }
      #expect(try await bench.store.settle(late, as: .ended(.delivered), at: Fixture.at(minutes: 2)))
      #expect(try await bench.status(part) == .delivered)
      #expect(try await bench.store.attempts(of: part).map(\.answer) == [["code": 250]])
      #expect(try await bench.store.incidents(openOnly: true).isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a late delivered keeps a mail from going again, but not one that is on its way already`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0)] })
      let first = try #require(try await bench.claimAndSend())
      try await bench.passLeaseTime(seconds: 61)
      _ = try await bench.store.sweepExpiredLeases(at: Fixture.start)
      let second = try #require(try await bench.claimAndSend())
      #expect(try await !bench.store.settle(first, as: .ended(.delivered), at: Fixture.start))
      #expect(try await bench.store.settle(second, as: .ended(.uncertain(resendAt: Fixture.at(minutes: 1))), at: Fixture.start))
      #expect(try await bench.store.settle(first, as: .ended(.delivered), at: Fixture.start))
      #expect(try await bench.claim(at: Fixture.at(minutes: 1)).isEmpty)
      #expect(try await bench.status(part) == .delivered)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a lease that is renewed does not run out`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0)] })
      let delivery = try #require(try await bench.claimAndSend())
      try await bench.passLeaseTime(seconds: 50)
      #expect(try await bench.store.renewLeases([delivery.token], seconds: 60) == [delivery.token])
      try await bench.passLeaseTime(seconds: 50)
      #expect(try await bench.store.sweepExpiredLeases(at: Fixture.start).isEmpty)
      #expect(try await bench.store.settle(delivery, as: .ended(.delivered), at: Fixture.start))
    }
  }
}
