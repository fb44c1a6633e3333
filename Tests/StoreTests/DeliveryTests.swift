import CEL
import Calendar
import Machine
import Store
import Testing

@Suite struct DeliveryTests {
  private let part = PartID(effect: Fixture.effect("k"), part: 0)

  @Test(arguments: StoreKind.allCases)
  func `a message goes from pending over sending to delivered`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", parts: { [Fixture.mail($0)] })
      let delivery = try #require(try await bench.claim().first)
      #expect(delivery.attempts == 0)
      #expect(delivery.bytes == nil)
      #expect(delivery.part == Fixture.mail(part.effect))
      #expect(try await bench.status(part) == .pending)
      #expect(try await bench.claim(by: "two").isEmpty)
      #expect(try await bench.store.markSending(delivery, checkedStep: 1, bytes: [1], at: Fixture.start))
      #expect(try await bench.status(part) == .sending)
      let event = Fixture.occurred("delivered", id)
      #expect(try await bench.store.settle(delivery, as: .ended(.delivered, event: event), at: Fixture.at(minutes: 1)))
      let record = try #require(try await bench.record(part))
      #expect(record.status == .delivered)
      #expect(record.attempts == 1)
      #expect(record.settledAt == Fixture.at(minutes: 1))
      #expect(record.lastAnswer == ["code": 250])
      #expect(record.key == "k")
      let attempts = try await bench.store.attempts(of: part)
      #expect(
        attempts == [
          AttemptRecord(number: 1, beganAt: Fixture.start, endedAt: Fixture.at(minutes: 1), answer: ["code": 250])
        ])
      #expect(try await bench.store.inbox(of: id).last?.event.name == "delivered")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a stale token changes nothing and is told so`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", parts: { [Fixture.mail($0)] })
      let stale = try #require(try await bench.claim(by: "one").first)
      try await bench.passLeaseTime(seconds: 61)
      let fresh = try #require(try await bench.claim(by: "two").first)
      #expect(fresh.token.token > stale.token.token)
      #expect(try await !bench.store.markSending(stale, checkedStep: nil, bytes: [1], at: Fixture.start))
      #expect(try await bench.store.renewLeases([stale.token, fresh.token], seconds: 60) == [fresh.token])
      let event = Fixture.occurred("failed", id)
      let incident = IncidentOpening(cause: .effect, text: "refused", part: part)
      for ending in [Settlement.Ending.delivered, .failed, .cancelled, .retried(at: Fixture.start, usesUpAttempt: true)] {
        let settlement = Settlement.ended(ending, event: event, incident: incident)
        #expect(try await !bench.store.settle(stale, as: settlement, at: Fixture.start))
      }
      #expect(try await bench.store.inbox(of: id).count == 1)
      #expect(try await bench.store.incidents(openOnly: false).isEmpty)
      #expect(try await bench.store.attempts(of: part).isEmpty)
      #expect(try await bench.store.markSending(fresh, checkedStep: nil, bytes: [2], at: Fixture.start))
      #expect(try await !bench.store.settle(stale, as: .ended(.delivered), at: Fixture.start))
      #expect(try await bench.store.settle(fresh, as: .ended(.delivered), at: Fixture.start))
      #expect(try await !bench.store.settle(fresh, as: .ended(.delivered), at: Fixture.start))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `nothing is sent once its instance has moved on or has an event to read`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", parts: { [Fixture.mail($0)] })
      let delivery = try #require(try await bench.claim().first)
      _ = try await bench.store.append(Fixture.occurred("ahead", id, at: Fixture.at(minutes: 10)))
      _ = try await bench.store.append(Fixture.occurred("acknowledged", id))
      #expect(try await bench.store.instanceForCheck(id, at: Fixture.start)?.hasUnreadEvent == true)
      #expect(try await !bench.store.markSending(delivery, checkedStep: 1, bytes: [], at: Fixture.start))
      try await bench.step(id)
      #expect(try await !bench.store.markSending(delivery, checkedStep: 1, bytes: [], at: Fixture.start))
      let checked = try #require(try await bench.store.instanceForCheck(id, at: Fixture.start))
      #expect(!checked.hasUnreadEvent)
      #expect(checked.instance.step == 2)
      #expect(try await bench.store.markSending(delivery, checkedStep: 2, bytes: [], at: Fixture.start))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `every attempt sends the bytes of the first`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0)] })
      let first = try #require(try await bench.claim().first)
      #expect(try await bench.store.markSending(first, checkedStep: nil, bytes: [1, 2], at: Fixture.start))
      let retried = Settlement.ended(.retried(at: Fixture.at(minutes: 5), usesUpAttempt: true))
      #expect(try await bench.store.settle(first, as: retried, at: Fixture.start))
      #expect(try await bench.claim(at: Fixture.at(minutes: 4)).isEmpty)
      let second = try #require(try await bench.claim(at: Fixture.at(minutes: 5)).first)
      #expect(second.bytes == [1, 2])
      #expect(second.attempts == 1)
      #expect(try await bench.store.markSending(second, checkedStep: nil, bytes: [9], at: Fixture.at(minutes: 5)))
      let down = Settlement.ended(.retried(at: Fixture.at(minutes: 6), usesUpAttempt: false))
      #expect(try await bench.store.settle(second, as: down, at: Fixture.at(minutes: 5)))
      let third = try #require(try await bench.claim(at: Fixture.at(minutes: 6)).first)
      #expect(third.bytes == [1, 2])
      #expect(third.attempts == 1)
      #expect(try await bench.store.attempts(of: part).map(\.number) == [1, 2])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a message that is not to go after all was never tried`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0), Fixture.mail($0, part: 1, to: "ben@example.org")] })
      let claimed = try await bench.claim()
      #expect(claimed.map(\.part.part) == [0, 1])
      let cancelled = Settlement(ending: .cancelled, answer: ["reason": "the state was left"])
      #expect(try await bench.store.settle(claimed[0], as: cancelled, at: Fixture.start))
      #expect(try await bench.store.markSending(claimed[1], checkedStep: nil, bytes: [], at: Fixture.start))
      #expect(try await !bench.store.settle(claimed[1], as: Settlement(ending: .suppressed, answer: .null), at: Fixture.start))
      #expect(try await bench.status(part) == .cancelled)
      #expect(try await bench.store.attempts(of: part).isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what carries no message of its own may be delivered at once`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0, onUncertain: .repeatSilently), Fixture.mail($0, part: 1)] })
      let claimed = try await bench.claim()
      #expect(try await bench.store.settle(claimed[0], as: .ended(.delivered), at: Fixture.start))
      #expect(try await !bench.store.settle(claimed[1], as: .ended(.delivered), at: Fixture.start))
      #expect(try await bench.record(part)?.attempts == 1)
      #expect(try await bench.store.attempts(of: part).map(\.number) == [1])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a failure brings its event and its incident, or neither`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let id = try await bench.opened("k", parts: { [Fixture.mail($0)] })
      let delivery = try #require(try await bench.claimAndSend())
      let incident = IncidentOpening(cause: .effect, text: "refused", detail: "550 no such user", part: part)
      let tooLong = Fixture.occurred("bounced", id, key: String(repeating: "k", count: 5_000))
      await #expect(throws: StoreError.self) {
        _ = try await bench.store.settle(delivery, as: .ended(.failed, event: tooLong, incident: incident), at: Fixture.start)
      }
      #expect(try await bench.status(part) == .sending)
      #expect(try await bench.store.incidents(openOnly: true).isEmpty)
      let event = Fixture.occurred("bounced", id)
      #expect(try await bench.store.settle(delivery, as: .ended(.failed, event: event, incident: incident), at: Fixture.start))
      #expect(try await bench.status(part) == .failed)
      let open = try await bench.store.incidents(openOnly: true)
      #expect(open.map(\.part) == [part])
      #expect(open.map(\.detail) == ["550 no such user"])
      #expect(try await bench.store.instanceForCheck(id, at: Fixture.start)?.hasUnreadEvent == true)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an executor that leaves gives back what it has not begun to send`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0), Fixture.mail($0, part: 1)] })
      let claimed = try await bench.claim(by: "one")
      #expect(try await bench.store.markSending(claimed[0], checkedStep: nil, bytes: [], at: Fixture.start))
      try await bench.store.releaseLeases(of: ExecutorID(text: "one"))
      #expect(try await bench.claim(by: "two").map(\.part.part) == [1])
      #expect(try await !bench.store.markSending(claimed[1], checkedStep: nil, bytes: [], at: Fixture.start))
      #expect(try await bench.store.settle(claimed[0], as: .ended(.delivered), at: Fixture.start))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a failed part goes again under its id when a person says so`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0)] })
      let delivery = try #require(try await bench.claimAndSend())
      #expect(try await !bench.store.redrivePart(part, at: Fixture.start))
      let incident = IncidentOpening(cause: .effect, text: "refused", part: part)
      _ = try await bench.store.settle(delivery, as: .ended(.failed, incident: incident), at: Fixture.start)
      #expect(try await bench.store.redrivePart(part, at: Fixture.at(minutes: 3)))
      #expect(try await bench.store.incidents(openOnly: true).isEmpty)
      let again = try #require(try await bench.claim(at: Fixture.at(minutes: 3)).first)
      #expect(again.attempts == 0)
      #expect(again.bytes == [1, 2, 3])
      #expect(try await bench.store.markSending(again, checkedStep: nil, bytes: [], at: Fixture.at(minutes: 3)))
      #expect(try await bench.store.settle(again, as: .ended(.delivered), at: Fixture.at(minutes: 3)))
      #expect(try await bench.store.attempts(of: part).map(\.number) == [1, 2])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an incident that was only to be seen is closed once`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      _ = try await bench.store.open(Fixture.opening("k"))
      let nobody = IncidentOpening(cause: .effect, text: "A message has no recipient.")
      try await bench.step(Fixture.id("k"), StepScript(effectIncidents: [nobody, nobody]))
      let open = try await bench.store.incidents(openOnly: true)
      #expect(open.count == 2)
      #expect(try await bench.store.closeIncident(open[0].number, at: Fixture.start))
      #expect(try await !bench.store.closeIncident(open[0].number, at: Fixture.start))
      #expect(try await bench.store.incidents(openOnly: true) == [open[1]])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `of several who claim at the same moment one gets a digest, whole`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let people = (0..<6).map { "p\($0)@example.org" }
      for key in ["k1", "k2", "k3"] {
        try await bench.opened(
          key,
          parts: { effect in
            people.enumerated().map { number, address in
              var mail = Fixture.mail(effect, part: number, to: address)
              mail.digest = "d"
              return mail
            }
          })
      }
      var held: [PartID: String] = [:]
      for _ in 0..<people.count {
        let claims = try await withThrowingTaskGroup(of: [Delivery].self) { group in
          for owner in ["one", "two", "three", "four"] {
            group.addTask {
              try await bench.store.claimDigest(
                DeliveryClaim(
                  channel: "email", limit: 100, owner: ExecutorID(text: owner), now: Fixture.start, leaseSeconds: 60))
            }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        for digest in claims where !digest.isEmpty {
          #expect(digest.count == 3 && Set(digest.map(\.part.recipient)).count == 1)
          for delivery in digest { #expect(held.updateValue(delivery.part.recipient, forKey: delivery.part.id) == nil, "claimed twice") }
        }
      }
      #expect(Set(held.values) == Set(people) && held.count == 18)
    }
  }
}
