import CEL
import Calendar
import Machine
import Testing
import Workflow

@Suite struct `Children and endings` {
  private static func parent() throws -> Flow {
    try Flow([
      S(
        "chasing", entry: ["each name in ['a', 'b', 'a']: start kid name"],
        on: ["child.done": "/ log ${event.data.key} ${event.data.outcome}"],
        always: ["children.all(c, c.ended) => reported / log ${children[1].closed}"]),
      S("reported", .final("all told")),
    ])
  }

  @Test func `a child is among the children from the step that names it, and a key that is there is the same child`() throws {
    var clerk = Clerk(try Self.parent())
    try clerk.check("2 09:00 start -> chasing; start kid/a; start kid/b; passed over: kid/a is a child already")
    #expect(clerk.instance.children.map(\.key) == ["a", "b"])
    #expect(clerk.instance.children[0].id == InstanceID(installation: "test", workflow: "kid", key: "a", run: 1))
    guard case .start(let start) = clerk.steps[0].effects[0].kind else {
      Issue.record("no start")
      return
    }
    #expect(start.parent == clerk.instance.id)
    #expect(try start.at == clerk.instant("2", "09:00"))
  }

  @Test func `the end of a child is applied once, and the last one moves the parent`() throws {
    let ledger = """
      2 09:00 start -> chasing; start kid/a; start kid/b; passed over: kid/a is a child already
      2 09:01 child a fixed -> chasing; log a fixed
      2 09:02 child a other -> chasing; unhandled; passed over: the end of kid/a is known already
      2 09:03 child x fixed -> chasing; unhandled; passed over: kid/x is no child
      2 09:04 child b lost -> reported; log b lost; log 3; completed all told
      """
    var clerk = Clerk(try Self.parent())
    try clerk.check(ledger)
    #expect(clerk.instance.children.map(\.outcome) == ["fixed", "lost"])
  }

  @Test func `a final state under the root ends the instance: no timer, no question, every parent told`() throws {
    let flow = try Flow(
      items: [],
      [S("a", on: ["go": "b"], timers: [.after("1h", "a")], asks: [Q("source")]), S("b", .final(nil), entry: ["mail thanks"])],
      root: S("", timers: [.after("9h", "b")]))
    let ledger = """
      2 09:00 start [{'id': 'x'}, {'id': 'y'}] -> a; ask* source; opened x; opened y; due root 02 18:00; due a 02 10:00
      2 09:01 adopted -> a
      2 09:01 adopted -> a
      2 09:02 go -> b; mail* thanks to ana@example.org; tell 7 b 2/0; completed b
      2 09:03 check 4/0 -> goes
      2 19:00 timer -> none due
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
    #expect(clerk.instance.timers.isEmpty && clerk.instance.invocations.isEmpty)
    #expect(try clerk.instance.closedAt == clerk.instant("2", "09:02"))
    #expect(clerk.instance.due == nil)
  }

  @Test func `what comes after the end is recorded, and a new parent is told at once`() throws {
    let flow = try Flow([S("a", on: ["go": "b"]), S("b", .final("done"), on: ["go": "a"], always: ["a"])])
    let ledger = """
      2 09:00 start -> a
      2 09:01 go -> b; completed done
      2 09:02 go -> b; unhandled; completed done
      2 09:03 adopted -> b; tell 7 done 0/0; completed done
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
    #expect(clerk.instance.step == 4)
    #expect(try clerk.instance.closedAt == clerk.instant("2", "09:01"))
  }

  @Test func `an incident that a state says is open while the state is active`() throws {
    let flow = try Flow(
      data: [try .init("night", .string, "'Monday'")],
      [
        S("a", on: ["bad": "b", "through": "c"]),
        S("b", on: ["redrive": "a", "again": "b !"], incident: "${data.night}'s refresh failed"),
        S("c", always: ["a"], incident: "never seen"),
      ])
    let ledger = """
      2 09:00 start -> a
      2 09:01 bad -> b; incident Monday's refresh failed
      2 09:02 again -> b; incident over; incident Monday's refresh failed
      2 09:03 redrive -> a; incident over
      2 09:04 through -> a
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `a suspended instance is not stepped, and a faulted one runs again`() throws {
    let flow = try Flow([S("a", on: ["go": "b"]), S("b")])
    var clerk = Clerk(flow)
    try clerk.check("2 09:00 start -> a")
    clerk.instance.status = .suspended
    try clerk.check("2 09:01 go -> FAULT the instance is suspended; its events wait")
    clerk.instance.status = .faulted
    try clerk.check("2 09:02 go -> b")
    #expect(clerk.instance.status == .running)
  }
}

@Suite struct `Beginnings` {
  @Test func `input and data are completed and typed by the first step`() throws {
    let flow = try Flow(
      input: [try .init("run", .timestamp), try .init("days", .int, "3"), try .init("note", .string, isOptional: true)],
      data: [
        try .init("first", .timestamp, "input.run + duration('24h')"), try .init("second", .timestamp, "data.first + duration('24h')"),
      ],
      [S("a")])
    var clerk = Clerk(flow, input: ["run": "2026-03-01T00:00:00Z", "extra": 1, "note": .null])
    try clerk.check("2 09:00 start -> a")
    let day = try Instant(parsing: "2026-03-01T00:00:00Z")
    #expect(clerk.instance.input == ["run": Value(day), "days": 3])
    #expect(clerk.instance.data == ["first": Value(day + .seconds(86_400)), "second": Value(day + .seconds(172_800))])
    var missing = Clerk(flow)
    try missing.check("2 09:00 start -> FAULT input.run: expected a timestamp, found nothing")
  }

  @Test func `a second start changes nothing`() throws {
    var clerk = Clerk(try Flow([S("a", entry: ["mail hello"])]))
    try clerk.check("2 09:00 start -> a; mail* hello to ana@example.org\n2 09:01 start -> a; unhandled; passed over: it was started before")
  }

  @Test func `the data of an event are read as declared`() throws {
    let flow = try Flow(
      events: ["checked": [try .init("at", .timestamp), try .init("rate", .double)]],
      [S("a", on: ["checked": "event.data.at < now && event.data.rate == 2.0 => a / log ${event.data}"])])
    let ledger = """
      2 09:00 start -> a
      2 09:01 checked {'at': '2026-03-01T00:00:00Z', 'rate': 2, 'name': 'secret'} -> a; log at: 2026-03-01T00:00:00Z, rate: 2
      2 09:02 checked {'at': 'noon', 'rate': 2} -> FAULT the data of `checked`: at: expected a timestamp, found a string
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `what a store gives back as undeclared JSON is typed by the definition`() throws {
    let flow = try Flow(
      input: [try .init("run", .timestamp)],
      data: [try .init("pace", .double, "1.5"), try .init("spans", .list(.duration), "[duration('90s')]")],
      items: [try .init("start", .timestamp)], [S("a", timers: [.after("1h", "a")])])
    var clerk = Clerk(flow, input: ["run": "2026-03-01T00:00:00Z"])
    try clerk.check("2 09:00 start [{'id': 'x', 'start': '2026-03-01T08:00:00Z'}] -> a; opened x; due a 02 10:00")
    var stored = clerk.instance
    stored.input = try stored.input.heldByJSON()
    stored.data = try stored.data.heldByJSON()
    stored.items[0].fields = try #require(try Value.map(stored.items[0].fields).heldByJSON().map)
    #expect(stored != clerk.instance)
    #expect(try stored.typed(by: flow.definition) == clerk.instance)
    stored.data["pace"] = "fast"
    #expect(
      throws: StepFault(message: "what was kept of flow/k does not fit its definition: pace: expected a double, found a string", place: nil)
    ) {
      try stored.typed(by: flow.definition)
    }
  }
}
