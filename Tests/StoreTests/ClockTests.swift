import Calendar
import Machine
import Store
import Testing

/// The time-lapse clock jumps; it never runs, and never past what is due.
@Suite struct ClockTests {
  private static func timer(_ minutes: Int) -> [Timer] {
    [Timer(entry: 1, spec: 0, due: Fixture.at(minutes: minutes), anchor: Fixture.start)]
  }

  @Test(arguments: StoreKind.allCases)
  func `it keeps its position over restarts`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      #expect(try await bench.store.clock().timeLapse == nil)
      await #expect(throws: StoreError.noTimeLapse) { try await bench.store.advanceTimeLapse(limit: Fixture.at(minutes: 5)) }
      try await bench.store.startTimeLapse(at: Fixture.start)
      #expect(try await bench.store.advanceTimeLapse(limit: Fixture.at(minutes: 5)) == .idle(at: Fixture.at(minutes: 5)))
      try await bench.store.startTimeLapse(at: Fixture.start)
      #expect(try await bench.store.clock().timeLapse == Fixture.at(minutes: 5))
      #expect(try await bench.store.advanceTimeLapse(limit: Fixture.start) == .idle(at: Fixture.at(minutes: 5)))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `it jumps to the next timer, event or attempt, and waits there until that is done`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let limit = Fixture.at(minutes: 1000)
      try await bench.store.startTimeLapse(at: Fixture.start)
      let id = try await bench.opened("k", parts: { [Fixture.mail($0, nextAt: Fixture.at(minutes: 30))] }) {
        $0.timers = Self.timer(10)
      }
      _ = try await bench.store.append(Fixture.occurred("ahead", id, at: Fixture.at(minutes: 20)))
      #expect(try await bench.store.advanceTimeLapse(limit: Fixture.at(minutes: 7)) == .idle(at: Fixture.at(minutes: 7)))
      for minutes in [10, 20] {
        #expect(try await bench.store.advanceTimeLapse(limit: limit) == .moved(to: Fixture.at(minutes: minutes)))
        #expect(try await bench.store.advanceTimeLapse(limit: limit) == .busy)
        try await bench.step(id, at: Fixture.at(minutes: minutes))
      }
      #expect(try await bench.store.advanceTimeLapse(limit: limit) == .moved(to: Fixture.at(minutes: 30)))
      #expect(try await bench.store.advanceTimeLapse(limit: limit) == .busy)
      let delivery = try #require(try await bench.claimAndSend(at: Fixture.at(minutes: 30)))
      #expect(try await bench.store.advanceTimeLapse(limit: limit) == .busy)
      _ = try await bench.store.settle(delivery, as: .ended(.delivered), at: Fixture.at(minutes: 30))
      #expect(try await bench.store.advanceTimeLapse(limit: limit) == .idle(at: limit))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a mail that waits for its thread does not hold it up`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let limit = Fixture.at(minutes: 1000)
      try await bench.store.startTimeLapse(at: Fixture.start)
      let id = try await bench.opened("k", parts: { [Fixture.mail($0, thread: "partner")] })
      try await bench.sendNext(id, parts: { [Fixture.mail($0, thread: "partner")] })
      #expect(try await bench.store.advanceTimeLapse(limit: limit) == .busy)
      let first = try #require(try await bench.claimAndSend())
      let retried = Settlement.ended(.retried(at: Fixture.at(minutes: 5), usesUpAttempt: true))
      _ = try await bench.store.settle(first, as: retried, at: Fixture.start)
      #expect(try await bench.store.advanceTimeLapse(limit: limit) == .moved(to: Fixture.at(minutes: 5)))
      let again = try #require(try await bench.claimAndSend(at: Fixture.at(minutes: 5)))
      let later = Settlement.ended(.retried(at: Fixture.at(minutes: 60), usesUpAttempt: true))
      _ = try await bench.store.settle(again, as: later, at: Fixture.at(minutes: 5))
      let waited = Fixture.at(minutes: 15).adding(microseconds: 1)
      #expect(try await bench.store.advanceTimeLapse(limit: limit) == .moved(to: waited))
      #expect(try await bench.claim(at: waited).map(\.part.effect.step) == [2])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what rests until a person comes does not hold it up`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.store.startTimeLapse(at: Fixture.start)
      let id = try await bench.opened(
        "k",
        edit: {
          $0.timers = Self.timer(10)
          $0.status = .suspended
        })
      _ = try await bench.store.append(Fixture.occurred("acknowledged", id))
      _ = try await bench.store.append(Fixture.occurred("acknowledged", Fixture.id("nobody")))
      #expect(try await bench.store.advanceTimeLapse(limit: Fixture.at(minutes: 50)) == .idle(at: Fixture.at(minutes: 50)))
    }
  }
}
