import CEL
import Calendar
import Channel
import Executor
import Machine
import Store
import StoreProbe
import Synchronization
import Testing

/// Timers, mails, reminders, and what stops them.
@Suite struct LadderTests {
  static let alarm = """
    workflow: alarm
    owner: contacts.lead
    timezone: Europe/Berlin
    input: {who: string}
    initial: waiting
    states:
      waiting: {after: {1h: told}}
      told: {type: final, entry: [tell]}
    actions:
      tell: {email: {template: alarm/tell, to: input.who}}
    """

  static let ladder = """
    workflow: ladder
    owner: contacts.lead
    timezone: Europe/Berlin
    data: {fixed: bool = false}
    events: {repaired: {}}
    thread: main
    initial: chasing
    states:
      chasing:
        initial: notified
        on:
          acknowledged: acknowledged
          repaired: {actions: [{assign: {fixed: 'true'}}]}
        states:
          notified: {entry: [first], after: {1d: reminded}}
          reminded: {entry: [reminder], after: {1d: escalated}}
          escalated: {entry: [escalation], after: {2 business days: unresolved}}
          acknowledged: {after: {2 business days: escalated}}
      unresolved: {type: final, outcome: unresolved, entry: [handover]}
    actions:
      first: {email: {template: ladder/first, to: '"ana@partner.example"', if: '!data.fixed'}}
      reminder: {email: {template: ladder/reminder, to: '"ana@partner.example"', if: '!data.fixed'}}
      escalation: {email: {template: ladder/escalation, to: '"ana@partner.example"', cc: '"boss@partner.example"', if: '!data.fixed'}}
      handover: {email: {template: ladder/handover, to: contacts.lead}}
    """

  @Test(arguments: StoreKind.allCases)
  func `one state, one timer, one mail`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.alarm)) { rig in
      let id = try await rig.open("alarm", input: ["who": "ana@partner.example"])
      try await rig.advance(to: "02 09:59")
      #expect(try await rig.messages().isEmpty)
      try await rig.advance(to: "02 10:00")
      #expect(try await rig.messages() == ["02 10:00 ana@partner.example alarm/tell delivered"])
      #expect(
        try await rig.story(of: id) == ["02 09:00 @started  -> waiting", "02 10:00 @timer waiting -> told"])
      #expect(try await rig.instance(id).status == .completed)
      #expect(rig.post.all.map(\.part.messageID) == ["<\(id).2.0.0@tocsin.example>"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `what was given at the start, and what was not, is known in every later step`(kind: StoreKind) async throws {
    let input = #"input: {who: 'string = "lead@tocsin.example"', note: string?}"#
    let defaults = Self.alarm.replacing("input: {who: string}", with: input)
    try await Rig.run(kind, Setup(defaults)) { rig in
      try await rig.open("alarm", input: ["note": "x"])
      try await rig.advance(to: "02 10:00")
      #expect(try await rig.messages() == ["02 10:00 lead@tocsin.example alarm/tell delivered"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `in time-lapse the ladder is climbed by itself, and the clock stops where it is told`(kind: StoreKind) async throws {
    let setup = Setup(Self.ladder) {
      $0.executors = 0
      // A day in 50 ms.
      $0.settings.pace = 86_400 * 20
      $0.settings.timeLapseEnd = Rig.at("09 12:00")
    }
    try await Rig.run(kind, setup) { rig in
      let id = try await rig.open("ladder")
      for _ in 1...2 { rig.hire() }
      try await rig.until("the end of the time-lapse is reached") {
        rig.news.all.contains { news in
          if case .timeLapse(let now, isIdle: true) = news { now == Rig.at("09 12:00") } else { false }
        }
      }
      #expect(
        try await rig.story(of: id) == [
          "02 09:00 @started  -> chasing.notified", "03 09:00 @timer chasing.notified -> chasing.reminded",
          "04 09:00 @timer chasing.reminded -> chasing.escalated", "06 09:00 @timer chasing.escalated -> unresolved",
        ])
      #expect(try await rig.messages().count == 5)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `nobody answers, and the ladder is climbed to its end`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.ladder)) { rig in
      let id = try await rig.open("ladder")
      try await rig.advance(to: "31 09:00")
      #expect(
        try await rig.messages() == [
          "02 09:00 ana@partner.example ladder/first delivered",
          "03 09:00 ana@partner.example ladder/reminder delivered",
          "04 09:00 ana@partner.example ladder/escalation delivered",
          "04 09:00 boss@partner.example ladder/escalation delivered",
          "06 09:00 lead@tocsin.example ladder/handover delivered",
        ])
      #expect(try await rig.instance(id).outcome == "unresolved")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an acknowledgement stops the reminders until it expires`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.ladder)) { rig in
      let id = try await rig.open("ladder")
      try await rig.advance(to: "02 12:00")
      try await rig.send("acknowledged", to: id, by: "Ana")
      try await rig.advance(to: "04 11:59")
      #expect(try await rig.messages() == ["02 09:00 ana@partner.example ladder/first delivered"])
      try await rig.advance(to: "04 12:00")
      #expect(try await rig.messages().count == 3)
      #expect(
        try await rig.story(of: id) == [
          "02 09:00 @started  -> chasing.notified", "02 12:00 acknowledged chasing.notified -> chasing.acknowledged",
          "04 12:00 @timer chasing.acknowledged -> chasing.escalated",
        ])
    }
  }

  /// The reminder is decided at 09:00 and held up right before it is sent; meanwhile something happens.
  private func meanwhile(
    _ kind: StoreKind, what event: String, _ check: @escaping (Rig, InstanceID) async throws -> Void
  ) async throws {
    try await Rig.run(kind, Setup(Self.ladder)) { rig in
      let id = try await rig.open("ladder")
      try await rig.settle()
      let gate = Gate()
      rig.store.before.withLock { hook in
        hook = { @Sendable verb async throws(StoreError) in if verb == .check { await gate.pass() } }
      }
      async let advanced: Void = rig.advance(to: "03 09:00")
      try await gate.reached()
      try await rig.send(event, to: id)
      gate.open()
      try await advanced
      try await check(rig, id)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a reminder is not sent when its condition turned false between step and sending`(kind: StoreKind) async throws {
    try await meanwhile(kind, what: "repaired") { rig, _ in
      let last = try await rig.messages().last
      #expect(last == "03 09:00 ana@partner.example ladder/reminder cancelled 0x")
      #expect(rig.post.all.count == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `an acknowledgement that arrives before sending stops the reminder`(kind: StoreKind) async throws {
    try await meanwhile(kind, what: "acknowledged") { rig, id in
      let last = try await rig.messages().last
      #expect(last == "03 09:00 ana@partner.example ladder/reminder cancelled 0x")
      #expect(rig.post.all.count == 1)
      #expect(try await rig.state(id) == "chasing.acknowledged")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `events go before due timers, in order of arrival`(kind: StoreKind) async throws {
    try await Rig.run(kind, Setup(Self.ladder, edit: { $0.executors = 0 })) { rig in
      let id = try await rig.open("ladder")
      let first = rig.hire()
      try await rig.settle()
      await rig.dismiss(first)
      // Nobody works while the first rung comes due and two answers arrive.
      try await rig.send("remark", to: id, at: Rig.at("03 09:10"))
      try await rig.send("acknowledged", to: id, at: Rig.at("03 09:05"))
      _ = try await rig.store.inner.advanceTimeLapse(limit: Rig.at("03 09:00"))
      rig.store.clockEdit.withLock {
        $0 = { reading in
          var late = reading
          late.timeLapse = Rig.at("03 09:30")
          return late
        }
      }
      rig.hire()
      try await rig.until("both are read") { try await rig.instance(id).step == 3 }
      #expect(
        try await rig.story(of: id).suffix(2) == [
          "03 09:05 acknowledged chasing.notified -> chasing.acknowledged",
          "03 09:10 remark chasing.acknowledged -> chasing.acknowledged (recorded)",
        ])
    }
  }
}
