import CEL
import Calendar
import Channel
import Executor
import Machine
import Store
import StorePostgres
import StoreProbe
import Synchronization
import Testing

/// Executors that stand still at the worst moment, and come back.
@Suite struct StallTests {
  @Test func `a step that stalls beyond the session's time-out is made by another, and nothing doubles`() async throws {
    let options = StoreOptions(idleInTransactionMilliseconds: 300)
    try await Rig.run(.postgres, Setup(LadderTests.alarm, edit: { $0.executors = 0 })) { rig in
      let id = try await rig.open("alarm", input: ["who": "ana@a.example"])
      let gate = Gate()
      let stalled = try rig.ownStore(options)
      let news = News()
      rig.hire(over: stalled, news: news)
      try await rig.settle()
      stalled.deciding.withLock { $0 = { _ in gate.passBlocking() } }
      await rig.jump(to: "02 10:00", over: stalled)
      try await gate.reached()
      rig.hire()
      try await rig.advance(to: "02 10:00")
      #expect(try await rig.instance(id).status == .completed)
      gate.open()
      try await rig.until("the stalled one noticed") { !news.troubles.isEmpty }
      try await rig.settle()
      #expect(try await rig.story(of: id).count == 2)
      #expect(try await rig.messages() == ["02 10:00 ana@a.example alarm/tell delivered"])
    }
  }

  /// A mail is on the wire while its executor's lease runs out.
  private func stallWhileSending(
    _ kind: StoreKind, isOtherMute: Bool, _ story: (Rig, _ gate: Gate, _ stalled: News) async throws -> Void
  ) async throws {
    let gate = Gate()
    // One connection: who stalls on it sends nothing else.
    let channel = Postbox(try await Wire.mail(), limits: ChannelLimits(concurrentSends: 1))
    channel.before.withLock {
      $0 = { _ in
        await gate.pass(); return nil
      }
    }
    try await Rig.run(
      kind,
      Setup(
        LadderTests.alarm,
        edit: {
          $0.executors = 0; $0.channels = [channel]
        })
    ) { rig in
      try await rig.open("alarm", input: ["who": .string("ana@\(kind).stall.example")])
      let news = News()
      rig.hire(news: news) {
        $0.leaseSeconds = 1
        // It stands still as a whole: nothing renews its leases.
        $0.heartbeatSeconds = 3_600
      }
      try await rig.settle()
      await rig.jump(to: "02 10:00")
      try await gate.reached()
      rig.post.before.withLock { $0 = nil }
      rig.hire(channels: isOtherMute ? [] : nil)
      try await rig.until("the other found it") {
        rig.news.all.contains { if case .swept = $0 { true } else { false } }
      }
      try await story(rig, gate, news)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a late word that a mail was delivered settles it while it is uncertain`(kind: StoreKind) async throws {
    try await stallWhileSending(kind, isOtherMute: true) { rig, gate, _ in
      gate.open()
      try await rig.until("it is delivered") { try await rig.messages().first?.contains("delivered") ?? false }
      try await rig.advance(to: "02 12:00")
      #expect(try await rig.messages() == ["02 10:00 ana@\(kind).stall.example alarm/tell delivered"])
      #expect(rig.post.all.count == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a delivery that stalls is sent by another under its id, and the stale word changes nothing`(kind: StoreKind) async throws {
    try await stallWhileSending(kind, isOtherMute: false) { rig, gate, news in
      try await rig.advance(to: "02 10:05")
      #expect(try await rig.messages().first?.hasSuffix("delivered 2x") == true)
      // The first executor comes back to a refusal that it must not be able to write.
      rig.post.answer.withLock { $0 = { _, _ in .failedPermanently(Answer(text: "refused")) } }
      gate.open()
      try await rig.until("the stalled one was told") { !news.outdated.isEmpty }
      #expect(try await rig.messages().first?.hasSuffix("delivered 2x") == true)
      #expect(try await rig.openIncidents().isEmpty)
      #expect(Set(rig.post.all.map(\.bytes)).count == 1)
    }
  }
}
