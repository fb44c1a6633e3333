import CEL
import Calendar
import Channel
import Executor
import Store
import StoreProbe
import Synchronization
import Testing

/// Whose clock counts, and what becomes of one that jumps.
@Suite struct ClockTests {
  /// A store of which only the clock is asked.
  private final class Hands: ClockStore {
    let reading = Mutex(ClockReading(database: Rig.start, timeLapse: nil, epoch: 1))

    func clock() -> ClockReading { reading.withLock { $0 } }
    func startTimeLapse(at start: Instant) {}
    func advanceTimeLapse(limit: Instant) -> TimeLapseAdvance { .busy }
    func installation(default name: String) -> String { name }

    func turn(seconds: Int64) { reading.withLock { $0.database = $0.database.adding(seconds: seconds) } }
  }

  private final class Stopwatch: ExecutorClock {
    let seconds = Mutex(100.0)
    func monotonicSeconds() -> Double { seconds.withLock { $0 } }
    func pause(seconds: Double) async {}
    func chance() -> Double { 0 }
    func pass(_ passed: Double) { seconds.withLock { $0 += passed } }
  }

  @Test func `a clock that jumps is stood still for, told once, then followed`() async throws {
    let (hands, watch, news) = (Hands(), Stopwatch(), News())
    let time = StoreTime(store: hands, clock: watch, listener: news, standstillSeconds: 0.5)
    #expect(try await !time.read().standsStill)
    hands.turn(seconds: 1)
    watch.pass(1)
    #expect(try await time.read().now == Rig.start.adding(seconds: 1))
    for jump in [3600, -7200] as [Int64] {
      hands.turn(seconds: jump)
      let jumped = try await time.read()
      #expect(jumped.standsStill)
      #expect(try await time.read().standsStill)
      watch.pass(0.6)
      let after = try await time.read()
      #expect(!after.standsStill)
      #expect(after.now == hands.clock().database)
    }
    let told = news.all.compactMap { if case .clockJumped(let seconds) = $0 { Int(seconds.rounded()) } else { nil } }
    #expect(told == [3598, -7198])
  }

  @Test func `now does not fall where the clock is set back a little`() async throws {
    let (hands, watch, news) = (Hands(), Stopwatch(), News())
    let time = StoreTime(store: hands, clock: watch, listener: news, standstillSeconds: 0.5)
    let first = try await time.read().now
    hands.turn(seconds: -1)
    #expect(try await time.read().now == first)
    #expect(try await !time.read().standsStill)
    hands.turn(seconds: 3)
    watch.pass(2)
    #expect(try await time.read().now == first.adding(seconds: 2))
    #expect(news.all.isEmpty)
  }

  @Test func `a time-lapse clock is what it says`() async throws {
    let (hands, watch, news) = (Hands(), Stopwatch(), News())
    let time = StoreTime(store: hands, clock: watch, listener: news, standstillSeconds: 0.5)
    hands.reading.withLock { $0.timeLapse = Rig.at("09 09:00") }
    #expect(try await time.read().now == Rig.at("09 09:00"))
  }

  @Test func `only what is sent counts against a channel's rate`() async {
    let watch = Stopwatch()
    let gate = RateGate(windows: [.init(messages: 2, seconds: 1), .init(messages: 3, seconds: 60)], clock: watch)
    #expect(await gate.take(5) == 2)
    #expect(await gate.take(1) == 0)
    await gate.giveBack(1)
    #expect(await gate.take(5) == 1)
    watch.pass(1.1)
    #expect(await gate.take(5) == 1)
    watch.pass(1.1)
    #expect(await gate.take(5) == 0)
    watch.pass(60)
    #expect(await gate.take(5) == 2)
  }

  @Test(arguments: StoreKind.allCases)
  func `idle looks use up nothing of a channel's rate`(kind: StoreKind) async throws {
    let wire = try await Wire.mail()
    let narrow = Postbox(wire, limits: ChannelLimits(concurrentSends: 1, windows: [.init(messages: 2, seconds: 3_600)]))
    try await Rig.run(kind, Setup(RecipientTests.notes, edit: { $0.channels = [narrow] })) { rig in
      let claims = Mutex(0)
      rig.store.after.withLock { hook in
        hook = { @Sendable verb async throws(StoreError) in if verb == .claim { claims.withLock { $0 += 1 } } }
      }
      let id = try await rig.open("notes", input: ["to": ["ana@rate.example", "ben@rate.example", "cleo@rate.example"]])
      try await rig.until("it was looked for work many times") { claims.withLock { $0 } > 20 }
      try await rig.send("note", to: id)
      try await rig.until("two are sent") { narrow.all.count { $0.outcome != nil } == 2 }
      try await rig.until("they are settled") { try await rig.messages().count { $0.hasSuffix("delivered") } == 2 }
      #expect(try await rig.messages().last == "02 09:00 cleo@rate.example notes/note pending 0x")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `the same message is not sent again within its time`(kind: StoreKind) async throws {
    let alert = RecipientTests.notes.replacing("to: input.to", with: "to: input.to, notWithin: 2h")
    try await Rig.run(kind, Setup(alert)) { rig in
      let id = try await rig.open("notes", input: ["to": ["ana@a.example"]])
      for time in ["02 09:00", "02 10:00", "02 11:30", "02 12:00"] {
        try await rig.advance(to: time)
        try await rig.send("note", to: id)
        try await rig.settle()
      }
      #expect(
        try await rig.messages().map { $0.split(separator: " ")[4] } == ["delivered", "suppressed", "delivered", "suppressed"])
    }
  }
}
