import CEL
import Calendar
import Machine
import Store
import Testing
import Workflow

/// Records of what ended: which are due, what is rewritten, and how large all is; in both stores alike.
@Suite struct UpkeepTests {
  @Test(arguments: StoreKind.allCases)
  func `what ended is found by its version, once until it is redacted`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      let ended = try await bench.opened("k", parts: { [Fixture.mail($0)] }) {
        $0.status = .completed
        $0.closedAt = Fixture.at(minutes: 1)
      }
      try await bench.opened("l")
      let version = EndedVersion(workflow: Fixture.workflow, hash: Fixture.hash)
      #expect(try await bench.store.endedVersions() == [version])
      let before = Fixture.at(minutes: 60)
      let own = EndedFilter(workflow: Fixture.workflow, version: Fixture.hash, before: before, isUnredactedOnly: true, limit: 10)
      #expect(try await bench.store.endedInstances(own) == [ended])
      let other = EndedFilter(version: DefinitionHash(text: String(repeating: "b", count: 64)), before: before, limit: 10)
      #expect(try await bench.store.endedInstances(other).isEmpty)
      #expect(try await bench.store.endedInstances(EndedFilter(before: Fixture.at(minutes: 1), limit: 10)).isEmpty, "half-open")
      let words = Forgetting(texts: ["ana@example.org", "Reminder"])
      let changed = try await bench.store.rewrite(ended, marksRedacted: true, at: before) { words.without($1, at: $0) }
      #expect(try #require(changed) > 0)
      let part = try #require(try await bench.store.parts(PartFilter(instance: ended)).first)
      #expect(part.part.body["subject"]?.string == UpkeepLimits.forgotten)
      #expect(try await bench.store.endedVersions().isEmpty)
      #expect(try await bench.store.endedInstances(own).isEmpty)
      #expect(try await bench.store.endedInstances(EndedFilter(before: before, limit: 10)) == [ended], "it is still there")
      #expect(try await bench.store.rewrite(Fixture.id("nobody"), marksRedacted: true, at: before) { $1 } == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `only what is being asked is asked to stop, and only its executor hears of it`(kind: StoreKind) async throws {
    try await Bench.run(kind) { bench in
      try await bench.opened("k", parts: { [Fixture.mail($0), Fixture.question($0)] })
      let question = DeliveryClaim(
        channel: "source/books", limit: 10, owner: ExecutorID(text: "one"), now: Fixture.at(minutes: 60), leaseSeconds: 60)
      let leased = try #require(try await bench.store.claimDeliveries(question).first)
      let mail = try #require(try await bench.claim(at: Fixture.at(minutes: 60)).first)
      let both = [leased.part.id, mail.part.id]
      #expect(try await bench.store.askToStop(both, because: "too long").isEmpty, "nothing is on the wire yet")
      for one in [leased, mail] {
        #expect(try await bench.store.markSending(one, checkedStep: nil, bytes: [], at: Fixture.at(minutes: 60)))
      }
      #expect(try await bench.store.askToStop(both, because: "too long") == [leased.part.id], "a mail cannot be taken back")
      #expect(try await bench.store.stopsAsked(of: ExecutorID(text: "two")).isEmpty)
      #expect(try await bench.store.stopsAsked(of: ExecutorID(text: "one")) == [leased.token: "too long"])
      let again = Settlement(ending: .retried(at: Fixture.at(minutes: 61), usesUpAttempt: true), answer: .null)
      #expect(try await bench.store.settle(leased, as: again, at: Fixture.at(minutes: 60)))
      #expect(try await bench.store.stopsAsked(of: ExecutorID(text: "one")).isEmpty)
      var later = question
      later.now = Fixture.at(minutes: 62)
      let second = try #require(try await bench.store.claimDeliveries(later).first)
      #expect(try await bench.store.markSending(second, checkedStep: nil, bytes: [], at: Fixture.at(minutes: 62)))
      #expect(try await bench.store.stopsAsked(of: ExecutorID(text: "one")).isEmpty, "the next attempt is nobody's to stop")
    }
  }

  @Test func `the database says how large it is, and notes it once a day`() async throws {
    try await Bench.run(.postgres) { bench in
      try await bench.store.noteStorage()
      try await bench.store.noteStorage()
      let record = try await bench.store.storage()
      #expect(record.samples.count == 1)
      #expect(record.bytes > 1_000_000 && record.tables.count == 3 && !record.isReadOnly && !record.isReplica)
      #expect(record.bytesPerDay == nil, "a day has to pass")
    }
  }

  @Test func `growth is what came over the last thirty days, and shrinking is none`() {
    func record(_ samples: [(days: Int64, bytes: Int64)], now bytes: Int64) -> StorageRecord {
      StorageRecord(
        bytes: bytes, tables: [], samples: samples.map { .init(at: Fixture.start.adding(seconds: -$0.days * 86_400), bytes: $0.bytes) },
        now: Fixture.start)
    }
    #expect(record([(10, 1_000), (5, 4_000)], now: 6_000).bytesPerDay == 500)
    #expect(record([(100, 0), (20, 5_000)], now: 6_000).bytesPerDay == 50, "what was before thirty days does not count")
    #expect(record([(2, 5_000)], now: 3_000).bytesPerDay == 0)
    #expect(record([(0, 5_000)], now: 6_000).bytesPerDay == nil)
  }

  @Test func `a text is taken out of what is said, and not out of what a record is found by`() {
    let words = Forgetting(texts: ["told", "x"])
    #expect(
      words.without(["name": "told", "data": ["told": "who told"]], at: .event) == ["name": "told", "data": ["told": "who [forgotten]"]])
    #expect(
      words.without(["from": "told", "changes": [["left": "told"], ["logged": "told ana"]]], at: .changes)
        == ["from": "told", "changes": [["left": "told"], ["logged": "[forgotten] ana"]]])
    #expect(words.without("x marks it", at: .message) == "x marks it", "too short to be looked for")
  }
}
