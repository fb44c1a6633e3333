import Calendar
import Machine
import Store
import Testing

/// Order and references within a conversation.
@Suite struct ThreadTests {
  private func mail(_ effect: EffectID, _ recipients: String...) -> [OutboxPart] {
    recipients.enumerated().map { Fixture.mail(effect, part: $0.offset, to: $0.element, thread: "partner", nextAt: Fixture.start) }
  }

  @Test(arguments: StoreKind.allCases)
  func `a later mail of a thread waits for the earlier one to the same recipient`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", parts: { self.mail($0, "ana") })
      try await bench.sendNext(id, parts: { self.mail($0, "ana", "ben") })
      let claimed = try await bench.claim()
      #expect(claimed.map { [$0.part.effect.step, $0.part.part] } == [[1, 0], [2, 1]])
      #expect(try await bench.store.markSending(claimed[0], checkedStep: nil, bytes: [], at: Fixture.start))
      #expect(try await bench.claim().isEmpty)
      #expect(try await bench.store.settle(claimed[0], as: .ended(.delivered), at: Fixture.start))
      let later = try #require(try await bench.claim().first)
      #expect(later.part.effect.step == 2)
      #expect(later.earlier == [PartID(effect: Fixture.effect("k"), part: 0)])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `after a quarter of an hour a later mail waits no longer`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", parts: { self.mail($0, "ana") })
      try await bench.sendNext(id, parts: { self.mail($0, "ana") })
      let first = try #require(try await bench.claimAndSend())
      let retried = Settlement.ended(.retried(at: Fixture.at(minutes: 20), usesUpAttempt: true))
      #expect(try await bench.store.settle(first, as: retried, at: Fixture.start))
      #expect(try await bench.claim(at: Fixture.at(minutes: 15)).isEmpty)
      let over = try await bench.claim(at: Fixture.at(minutes: 15).adding(microseconds: 1))
      #expect(over.map(\.part.effect.step) == [2])
      #expect(over[0].earlier.isEmpty)
      #expect(try await bench.store.markSending(over[0], checkedStep: nil, bytes: [], at: Fixture.at(minutes: 16)))
      #expect(try await bench.store.settle(over[0], as: .ended(.delivered), at: Fixture.at(minutes: 16)))
      let overtaken = try #require(try await bench.claim(at: Fixture.at(minutes: 20)).first)
      #expect(overtaken.earlier == [PartID(effect: Fixture.effect("k", step: 2), part: 0)])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `after an outage that outlasts all patience a thread goes out in order still`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", parts: { self.mail($0, "ana") })
      try await bench.sendNext(id, parts: { self.mail($0, "ana") })
      let late = Fixture.at(minutes: 600)
      let first = try await bench.claim(at: late)
      #expect(first.map(\.part.effect.step) == [1])
      // Leased and not yet sent, then being sent: the later one waits, and names it.
      #expect(try await bench.claim(at: late).isEmpty)
      #expect(try await bench.store.markSending(first[0], checkedStep: nil, bytes: [], at: late))
      #expect(try await bench.claim(at: late).isEmpty)
      #expect(try await bench.store.settle(first[0], as: .ended(.delivered), at: late))
      #expect(try await bench.claim(at: late).map(\.earlier) == [[first[0].token.id]])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `references name only what this recipient was sent, or may have been`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", parts: { self.mail($0, "ana", "ben") })
      let first = try await bench.claim()
      for delivery in first { _ = try await bench.store.markSending(delivery, checkedStep: nil, bytes: [], at: Fixture.start) }
      _ = try await bench.store.settle(first[0], as: .ended(.delivered), at: Fixture.start)
      _ = try await bench.store.settle(first[1], as: .ended(.failed), at: Fixture.start)
      try await bench.sendNext(id, parts: { self.mail($0, "ana", "ben") })
      let second = try await bench.claim()
      #expect(second.map(\.earlier) == [[first[0].token.id], []])
      for delivery in second { _ = try await bench.store.markSending(delivery, checkedStep: nil, bytes: [], at: Fixture.at(minutes: 1)) }
      _ = try await bench.store.settle(second[0], as: .ended(.uncertain(resendAt: nil)), at: Fixture.at(minutes: 1))
      _ = try await bench.store.settle(second[1], as: Settlement.ended(.delivered), at: Fixture.at(minutes: 1))
      try await bench.sendNext(id, parts: { self.mail($0, "ana", "ben", "cleo") })
      let third = try await bench.claim()
      #expect(third.map(\.earlier) == [[first[0].token.id, second[0].token.id], [second[1].token.id], []])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `mails without a thread wait for nothing`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", parts: { [Fixture.mail($0)] })
      try await bench.sendNext(id, parts: { [Fixture.mail($0)] })
      #expect(try await bench.claim().map(\.part.effect.step) == [1, 2])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a claim takes the oldest and no more than its limit`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      for minutes in [3, 1, 2] {
        try await bench.opened("k\(minutes)", parts: { [Fixture.mail($0, nextAt: Fixture.at(minutes: minutes))] })
      }
      let claimed = try await bench.claim(at: Fixture.at(minutes: 5), limit: 2)
      #expect(claimed.map(\.part.nextAt) == [Fixture.at(minutes: 1), Fixture.at(minutes: 2)])
      #expect(try await bench.claim("teams/alerts", at: Fixture.at(minutes: 5)).isEmpty)
    }
  }
}
