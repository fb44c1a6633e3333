import CEL
import Calendar
import Machine
import Testing
import Workflow

@Suite struct `Messages` {
  @Test func `a message of an entry goes with its state, one of a transition or with cancelOnExit false does not`() throws {
    let flow = try Flow([
      S("a", entry: ["mail entry", "mail kept keep"], on: ["go": "b / mail moved"]), S("b", entry: ["card arrived"]),
    ])
    let ledger = """
      2 09:00 start -> a; mail* entry to ana@example.org; mail kept to ana@example.org
      2 09:01 check 1/0 -> goes
      2 09:02 go -> b; mail moved to ana@example.org; card* arrived
      2 09:03 check 1/0 -> cancelled: its state was left
      2 09:03 check 1/1 -> goes
      2 09:03 check 2/0 -> goes
      2 09:03 check 2/1 -> goes
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `a message whose state was left by the same step goes`() throws {
    let flow = try Flow([S("recovered", entry: ["card recovered"], always: ["normal"]), S("normal")])
    let ledger = """
      2 09:00 start -> normal; card recovered
      2 09:01 check 1/0 -> goes
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `entering a state again makes another entry, and the first one's message goes no more`() throws {
    let flow = try Flow([S("a", entry: ["mail hello"], on: ["again": "a !"])])
    let ledger = """
      2 09:00 start -> a; mail* hello to ana@example.org
      2 09:01 again -> a; mail* hello to ana@example.org
      2 09:02 check 1/0 -> cancelled: its state was left
      2 09:02 check 2/0 -> goes
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `if is asked in the step and again against the instance as it stands`() throws {
    let flow = try Flow(
      data: [try .init("open", .int, "1")],
      [
        S(
          "a", entry: ["mail reminder if data.open > 0", "mail none if data.open > 5"],
          on: ["fixed": "/ set open = 0", "opened": "/ set open = 2"])
      ])
    let ledger = """
      2 09:00 start -> a; mail* reminder to ana@example.org; passed over: none was not sent: `data.open > 5` is false
      2 09:01 check 1/0 -> goes
      2 09:02 fixed -> a
      2 09:03 check 1/0 -> cancelled: its `if:` is false: data.open > 0
      2 09:04 opened -> a
      2 09:05 check 1/0 -> goes
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `an if that speaks of the event was settled in the step`() throws {
    let flow = try Flow([S("a", on: ["e": "/ mail thanks if event.by != ''"])])
    let ledger = """
      2 09:00 start -> a
      2 09:01 e by Ana -> a; mail thanks to ana@example.org
      2 09:01 e -> a; passed over: thanks was not sent: `event.by != ''` is false
      2 09:02 check 2/0 -> goes
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `a message for each row keeps the row that it is about`() throws {
    let flow = try Flow(
      data: [try .init("done", .list(.string), "[]")],
      [
        S(
          "a", entry: ["each name in ['x', 'y']: each way in [1, 2]: mail about if !(name in data.done)"],
          on: ["done": "/ set done = [event.data.row]"])
      ])
    let ledger = """
      2 09:00 start -> a; mail* about to ana@example.org; mail* about to ana@example.org; mail* about to ana@example.org; mail* about to ana@example.org
      2 09:01 done {'row': 'x'} -> a
      2 09:02 check 1/1 -> cancelled: its `if:` is false: !(name in data.done)
      2 09:02 check 1/2 -> goes
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
    let locals = clerk.steps[0].effects.compactMap { effect -> [Value]? in
      if case .email(let mail) = effect.kind { mail.scope.locals } else { nil }
    }
    #expect(locals == [["x", 1], ["x", 2], ["y", 1], ["y", 2]])
  }

  @Test func `recipients are contacts, addresses or lists of these, each once`() throws {
    let flow = try Flow([
      S(
        "a",
        on: [
          "one": "/ mail m to contacts.ana", "all": "/ mail m to [contacts.ana, contacts.team, 'ANA@example.org']",
          "none": "/ mail m to []",
        ])
    ])
    var clerk = Clerk(flow)
    clerk.live.contacts = [
      "ana": ["name": "Ana", "email": "ana@example.org", "language": "de"],
      "team": [["name": "Bo", "email": "bo@example.org"], ["email": "cy@example.org"]],
    ]
    let ledger = """
      2 09:00 start -> a
      2 09:01 one -> a; mail m to ana@example.org
      2 09:02 all -> a; mail m to ana@example.org,bo@example.org,cy@example.org
      2 09:03 none -> a; mail m to
      """
    try clerk.check(ledger)
    guard case .email(let mail)? = clerk.steps[1].effects.first?.kind else {
      Issue.record("no mail")
      return
    }
    #expect(mail.to == [Addressee(name: "Ana", address: "ana@example.org", language: "de")])
  }

  @Test func `a message carries what the step saw at that action`() throws {
    let flow = try Flow(
      data: [try .init("n", .int, "1")], thread: "partner",
      [S("a", on: ["e": "/ mail before; set n = 2; mail after"])])
    var clerk = Clerk(flow)
    _ = try clerk.run("2 09:00 start\n2 09:01 e by Ana")
    let mails = clerk.steps[1].effects.compactMap { effect -> EmailEffect? in
      if case .email(let mail) = effect.kind { mail } else { nil }
    }
    #expect(mails.map { $0.scope.data["n"] } == [1, 2])
    #expect(mails.map { $0.scope.event["by"] } == ["Ana", "Ana"])
    #expect(mails.map { $0.scope.instance["state"] } == ["a", "a"])
    #expect(mails.map(\.thread) == ["partner", "partner"])
  }

  @Test func `effects are numbered in the order in which they were decided`() throws {
    let flow = try Flow([
      S("a", exit: ["mail one"], on: ["go": "b / card two; log three"]), S("b", entry: ["mail four"], asks: [Q("five")]),
    ])
    var clerk = Clerk(flow)
    _ = try clerk.run("2 09:00 start\n2 09:01 go")
    let ids = clerk.steps[1].effects.map(\.id)
    #expect(ids == (0..<5).map { EffectID(instance: clerk.instance.id, step: 2, index: $0) })
    #expect(clerk.instance.invocations.map(\.effect) == [ids[4]])
  }
}
