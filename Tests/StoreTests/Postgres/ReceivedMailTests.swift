import Machine
import PostgreSQL
import Store
import StorePostgres
import Testing

/// What becomes of mails that came in when their time is over, or their instance's people are forgotten.
@Suite struct ReceivedMailTests {
  private func mail(_ key: String, minutes: Int, about id: InstanceID? = nil) -> ReceivedMail {
    ReceivedMail(
      key: key, at: Fixture.at(minutes: minutes), author: "ana@example.org", subject: "Re: \(key)", verdict: .replied, reason: "she wrote",
      instance: id, event: id.map { _ in "replied" })
  }

  @Test func `mails are pruned once they are old and nothing of theirs is left`() async throws {
    try await PostgresBench.run { bench in
      let id = Fixture.id("k")
      _ = try await bench.store.open(Fixture.opening("k"))
      for mail in [mail("old", minutes: 1), mail("new", minutes: 9), mail("kept", minutes: 1, about: id)] {
        #expect(try await bench.store.keep(mail, bytes: [1, 2]))
        #expect(try await !bench.store.keep(mail, bytes: [3]), "a mail that is read again is the same mail")
      }
      #expect(try await bench.store.countReceivedMails(before: Fixture.at(minutes: 5)) == 1)
      #expect(try await bench.store.pruneReceivedMails(before: Fixture.at(minutes: 5)) == 1)
      #expect(try await bench.store.receivedMails(doubtfulOnly: false, limit: 10).map(\.key) == ["new", "kept"])
      _ = try await bench.admin.query(Statement("TestGone", "DELETE FROM instance"))
      #expect(try await bench.store.pruneReceivedMails(before: Fixture.at(minutes: 5)) == 1)
      #expect(try await bench.store.receivedMails(doubtfulOnly: false, limit: 10).map(\.key) == ["new"])
    }
  }

  @Test func `what people wrote to an instance is forgotten with it, others' words stay`() async throws {
    try await PostgresBench.run { bench in
      let (id, other) = (Fixture.id("k"), Fixture.id("l"))
      for key in ["k", "l"] {
        _ = try await bench.store.open(Fixture.opening(key))
        try await bench.step(Fixture.id(key))
      }
      let words = Array("Subject: Re: k\r\n\r\nAsk Frau Quast=65nberg".utf8)
      _ = try await bench.store.keep(mail("k", minutes: 1, about: id), bytes: words)
      _ = try await bench.store.keep(mail("l", minutes: 1, about: other), bytes: words)
      _ = try await bench.store.rewrite(id, marksRedacted: true, at: Fixture.at(minutes: 2)) { $1 }
      let mails = try await bench.store.receivedMails(doubtfulOnly: false, limit: 10)
      #expect(mails.map(\.author) == [UpkeepLimits.forgotten, "ana@example.org"])
      #expect(mails.map(\.subject) == [UpkeepLimits.forgotten, "Re: l"])
      #expect(mails.map(\.verdict) == [.replied, .replied], "what became of it stays")
      let bytes = try #require(try await bench.store.receivedMailBytes(mails[0].number))
      #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("forgotten; SHA-256 was "))
      #expect(try await bench.store.receivedMailBytes(mails[1].number) == words)
    }
  }
}
