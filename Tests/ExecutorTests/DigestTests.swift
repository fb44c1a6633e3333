import CEL
import Channel
import Store
import Synchronization
import TestSupport
import Testing

@Suite struct `Digests` {
  private static let alarms = """
    workflow: alarms
    timezone: Europe/Berlin
    initial: open
    states:
      open:
        entry: [{email: {template: alarm, to: '["ana@q.example", "ben@q.example"]', groupBy: '"all"', groupWait: 10m, groupInterval: 2h}}]
        on: {fixed: over}
        after: {7d: over}
      over: {type: final}
    """

  @Test(arguments: StoreKind.allCases)
  func `mails of many instances reach each recipient as one, and the next not too soon`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.alarms)) { rig in
      for key in ["a", "b", "c"] { try await rig.open("alarms", key) }
      let gone = try await rig.open("alarms", "gone")
      try await rig.settle()
      #expect(try await rig.messages().allSatisfy { $0.hasSuffix("pending 0x") })
      try await rig.advance(to: "02 09:05")
      try await rig.send("fixed", to: gone)
      try await rig.advance(to: "02 09:10")
      try await rig.until("three have gone to two people") { try await rig.messages().count { $0.hasSuffix("delivered") } == 6 }
      #expect(rig.post.mergedCount == 2)
      #expect(try await rig.messages().count { $0.contains("cancelled") } == 2)

      try await rig.advance(to: "02 09:20")
      try await rig.open("alarms", "d")
      try await rig.advance(to: "02 11:09")
      #expect(try await rig.messages().count { $0.contains("pending") } == 2, "the interval is not over")
      try await rig.advance(to: "02 11:10")
      try await rig.until("the fourth has gone") { try await rig.messages().count { $0.hasSuffix("delivered") } == 8 }
      #expect(rig.post.mergedCount == 2, "one alone is sent as it was written")
      let last = try #require(rig.post.all.last)
      let words = String(decoding: last.bytes, as: UTF8.self)
      #expect(words.contains("List-Unsubscribe:"))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `in doubt a digest goes again as it was, whatever has come since`(kind: StoreKind) async throws {
    let wire = Wire()
    try await Rig.run(kind, Setup(Self.alarms.replacing(", \"ben@q.example\"", with: ""))) { rig in
      rig.post.before.withLock {
        $0 = { part in
          wire.sent.withLock { $0.append(part.id) }
          return wire.sent.withLock { $0.count } == 1 ? .uncertain(Answer(text: "nobody said")) : nil
        }
      }
      for key in ["a", "b"] { try await rig.open("alarms", key) }
      try await rig.advance(to: "02 09:09")
      try await rig.open("alarms", "late")
      try await rig.advance(to: "02 14:00")
      try await rig.until("all have gone") { try await rig.messages().count { $0.contains(" delivered") } == 3 }
      #expect(wire.sent.withLock { $0.count } >= 2)
      #expect(rig.post.mergedCount == 1, "the bytes of the second attempt differ")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `several executors look at once, and each digest goes once`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.alarms) { $0.executors = 3 }) { rig in
      for number in 0..<6 { try await rig.open("alarms", "a\(number)") }
      try await rig.advance(to: "02 09:10")
      try await rig.until("all have gone") { try await rig.messages().count { $0.hasSuffix("delivered") } == 12 }
      #expect(rig.post.mergedCount == 2)
      #expect(rig.post.all.count == 12, "each mail went in one of them, once")
    }
  }

  private final class Wire: Sendable {
    let sent = Mutex<[String]>([])
  }
}
