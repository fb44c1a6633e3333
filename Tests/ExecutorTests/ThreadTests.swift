import CEL
import Calendar
import Channel
import Executor
import Machine
import Store
import StoreProbe
import Synchronization
import Testing
import Workflow

/// One conversation for each recipient, in order.
@Suite struct ThreadTests {
  private func setup(_ channel: Postbox) -> Setup { Setup(RecipientTests.notes) { $0.channels = [channel] } }

  private func references(_ rig: Rig, to recipient: String) -> [[String]] {
    rig.post.all.filter { $0.part.recipient.address == recipient && $0.outcome?.isDelivered == true }.map(\.part.references)
  }

  @Test(arguments: StoreKind.allCases)
  func `a later mail waits for an earlier one of its thread, a quarter of an hour at most`(kind: StoreKind) async throws {
    try await Rig.run(kind, setup(try await Wire.mail())) { rig in
      let id = try await rig.open("notes", input: ["to": [.string("rcpt-451@\(kind).thread.example")]])
      try await rig.send("note", to: id)
      try await rig.advance(to: "02 09:02")
      try await rig.send("note", to: id)
      try await rig.advance(to: "02 09:17")
      #expect(try await rig.parts(of: id).map(\.attempts) == [3, 0])
      try await rig.advance(to: "02 09:18")
      #expect(try await rig.parts(of: id).map(\.attempts) == [3, 1])
      // It names nothing that its recipient never got.
      #expect(rig.post.all.allSatisfy { $0.part.references.isEmpty })
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `who is added later is told what went before and who answered, in their language; the others are not`(kind: StoreKind) async throws {
    let ladder = """
      workflow: added
      timezone: Europe/Berlin
      thread: main
      initial: first
      states:
        first: {entry: [one], on: {acknowledged: taken}, after: {9d: over}}
        taken: {entry: [two], after: {1d: escalated}}
        escalated: {entry: [three], after: {1d: over}}
        over: {type: final}
      actions:
        one: {email: {template: added/one, to: '["ana@a.example"]', answers: &answers {acknowledged: {label: We are on it, labels: {de: Wir sind dran}}}}}
        two: {email: {template: added/two, to: '["ana@a.example"]'}}
        three:
          email:
            template: added/three
            to: '["ana@a.example"]'
            cc: '["leo@a.example", {"name": "Eva", "email": "eva@a.example", "language": "de"}, {"email": "kai@a.example", "language": "bn"}]'
      """
    try await Rig.run(kind, Setup(ladder)) { rig in
      let id = try await rig.open("added")
      try await rig.settle()
      _ = try await rig.store.append(
        InboxEvent(
          instance: id, key: "said", at: Rig.at("02 09:00"),
          event: .occurred(name: "acknowledged", data: ["by": "ana@a.example", "channel": "reply"], by: "ana@a.example")))
      try await rig.advance(to: "03 09:01")
      try await rig.until("four have the third") { rig.post.all.count == 6 }
      func text(_ person: String, _ subject: String) throws -> String {
        let found = rig.post.all.first { attempt in
          guard case .mail(let mail) = attempt.part.body else { return false }
          return attempt.part.recipient.address.hasPrefix(person) && mail.subject.hasPrefix(subject)
        }
        guard case .mail(let mail)? = found?.part.body else { return "" }
        #expect(mail.html?.contains("2. März") == (person == "eva"))
        return mail.text
      }
      #expect(
        try text("eva", "added/three").hasSuffix(
          """
          Was bisher in dieser Unterhaltung stand
          ---------------------------------------

          - 2. März 2026, 09:00: added/one k (an ana@a.example)
          - 2. März 2026, 09:00: added/two k (an ana@a.example)
          - 2. März 2026, 09:00: “Wir sind dran”, ana@a.example

          """))
      #expect(try text("kai", "added/three").contains("২ মার্চ ২০২৬, ০৯:০০"))
      #expect(try text("leo", "added/three").contains("- 2 March 2026, 09:00: “We are on it”, ana@a.example"))
      #expect(try !text("ana", "added/three").contains("Earlier in this conversation"))
      #expect(try !text("ana", "added/one").contains("Earlier in this conversation"))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `each recipient's references name what that recipient was sent`(kind: StoreKind) async throws {
    let channel = try await Wire.mail()
    try await Rig.run(kind, setup(channel)) { rig in
      let id = try await rig.open("notes", input: ["to": ["ana@e.example", "ben@e.example"]])
      channel.before.withLock {
        $0 = { part in part.recipient.address.hasPrefix("ben") ? .failedPermanently(Answer(text: "full")) : nil }
      }
      try await rig.send("note", to: id)
      try await rig.settle()
      channel.before.withLock { $0 = nil }
      for _ in 1...2 {
        try await rig.send("note", to: id)
        try await rig.settle()
      }
      let ana = (2...4).map { "<\(id).\($0).0.0@tocsin.example>" }
      let ben = (2...4).map { "<\(id).\($0).0.1@tocsin.example>" }
      #expect(references(rig, to: "ana@e.example") == [[], [ana[0]], [ana[0], ana[1]]])
      #expect(references(rig, to: "ben@e.example") == [[], [ben[1]]])
      let commons = Set(rig.post.all.compactMap(\.part.thread?.commonID))
      #expect(commons == ["<\(id).main@tocsin.example>"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `ten notes at once go to each recipient in order`(kind: StoreKind) async throws {
    try await Rig.run(kind, setup(try await Wire.mail())) { rig in
      rig.hire()
      let id = try await rig.open("notes", input: ["to": ["ana@f.example", "ben@f.example"]])
      for _ in 1...10 { try await rig.send("note", to: id) }
      try await rig.settle()
      for recipient in ["ana@f.example", "ben@f.example"] {
        #expect(references(rig, to: recipient).map(\.count) == Array(0..<10))
      }
    }
  }

  @Test(arguments: [
    ("[Tocsin] Faulty sessions – NordCharge [taken]", "[Tocsin] Faulty sessions – NordCharge"),
    ("[Tocsin] Faulty sessions", "[Tocsin] Faulty sessions"), ("Stuck [2 of 3]", "Stuck"), ("[x]", "[x]"),
  ])
  func `a thread's topic is what its subjects have in common`(subject: String, topic: String) {
    #expect(PartRenderer.topic(subject) == topic)
  }

  @Test func `delays between attempts grow, and end`() {
    let minutes = (1...12).map { RetryDelays.message(afterAttempts: $0, askedSeconds: nil).map { $0 / 60 } }
    #expect(minutes == [1, 5, 15, 60, 60, 60, 60, 60, 120, 240, 240, nil])
    #expect(RetryDelays.message(afterAttempts: 1, askedSeconds: 600) == 600)
    #expect(RetryDelays.message(afterAttempts: 1, askedSeconds: 1e9) == 86_400)
    func question(_ attempts: Int, _ retry: AskEffect.Retry) -> Double? {
      RetryDelays.question(retry, afterAttempts: attempts, askedSeconds: nil, chance: 0.5)
    }
    let doubling = AskEffect.Retry(attempts: 5, delaySeconds: 60, backoff: .exponential, jitter: 0.2, until: nil)
    #expect((1...5).map { question($0, doubling) } == [60, 120, 240, 480, nil])
    let endless = AskEffect.Retry(attempts: nil, delaySeconds: 3600, backoff: .exponential, jitter: 0, until: nil)
    #expect(question(100, endless) == 86_400)
  }
}
