import CEL
import Store
import Testing

@Suite struct ChannelTests {
  @Test(arguments: StoreKind.allCases)
  func `a channel that is down is one incident, and is tried by one executor at a time`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let store = bench.store
      for minutes in [0, 1, 2] {
        try await store.channelWentDown(
          "email", answer: ["code": 421], nextTryAt: Fixture.at(minutes: 5), at: Fixture.at(minutes: minutes))
      }
      let channel = try #require(try await store.channels().first)
      #expect(channel.isDown)
      #expect(channel.since == Fixture.start)
      #expect(channel.lastAnswer == ["code": 421])
      let open = try await store.incidents(openOnly: true)
      #expect(open.map(\.cause) == [.channel])
      #expect(open.map(\.subject) == ["email"])
      #expect(try await !store.claimChannelProbe("email", nextTryAt: Fixture.at(minutes: 9), at: Fixture.at(minutes: 4)))
      #expect(try await store.claimChannelProbe("email", nextTryAt: Fixture.at(minutes: 9), at: Fixture.at(minutes: 5)))
      #expect(try await !store.claimChannelProbe("email", nextTryAt: Fixture.at(minutes: 9), at: Fixture.at(minutes: 5)))
      try await store.channelCameUp("email", at: Fixture.at(minutes: 6))
      try await store.channelCameUp("teams/alerts", at: Fixture.at(minutes: 6))
      #expect(try await store.incidents(openOnly: true).isEmpty)
      #expect(try await store.channels().map(\.isDown) == [false])
      #expect(try await !store.claimChannelProbe("email", nextTryAt: Fixture.at(minutes: 99), at: Fixture.at(minutes: 50)))
      try await store.channelWentDown("email", answer: .null, nextTryAt: Fixture.at(minutes: 8), at: Fixture.at(minutes: 7))
      #expect(try await store.channels().map(\.since) == [Fixture.at(minutes: 7)])
      #expect(try await store.incidents(openOnly: false).count == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an executor that fell silent without ending calls for care, for a while`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let store = bench.store
      for name in ["dead", "ended", "alive"] {
        try await store.register(
          ExecutorRecord(id: ExecutorID(text: name), host: "here", processID: 1, version: Fixture.engine))
      }
      try await store.end(ExecutorID(text: "ended"))
      #expect(try await store.uncleanDeaths(silenceSeconds: 30, carefulSeconds: 60) == 0)
      try await bench.passLeaseTime(seconds: 40)
      try await store.heartbeat(ExecutorID(text: "alive"))
      #expect(try await store.uncleanDeaths(silenceSeconds: 30, carefulSeconds: 60) == 1)
      try await bench.passLeaseTime(seconds: 60)
      try await store.heartbeat(ExecutorID(text: "alive"))
      #expect(try await store.uncleanDeaths(silenceSeconds: 30, carefulSeconds: 60) == 0)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a death that was seen counts at once, and a heartbeat takes it back`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let store = bench.store
      let (one, ended) = (ExecutorID(text: "one"), ExecutorID(text: "ended"))
      for id in [one, ended] {
        try await store.register(ExecutorRecord(id: id, host: "here", processID: 1, version: Fixture.engine))
      }
      try await store.end(ended)
      for id in [one, ended] { try await store.declareDead(id, silenceSeconds: 15) }
      #expect(try await store.uncleanDeaths(silenceSeconds: 15, carefulSeconds: 60) == 1)
      try await store.heartbeat(one)
      #expect(try await store.uncleanDeaths(silenceSeconds: 15, carefulSeconds: 60) == 0)
    }
  }
}
