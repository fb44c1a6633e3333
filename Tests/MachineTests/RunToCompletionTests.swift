import CEL
import Calendar
import Machine
import Testing
import Workflow

@Suite struct `Run to completion` {
  @Test func `exits run innermost first, then the transition, then entries outermost first`() throws {
    let flow = try Flow([
      S("a", exit: ["log -a"], [S("b", exit: ["log -b"], [S("c", exit: ["log -c"], on: ["go": "z / log go"])])]),
      S("x", entry: ["log +x"], [S("y", entry: ["log +y"], [S("z", entry: ["log +z"])])]),
    ])
    let ledger = """
      2 09:00 start -> a.b.c
      2 09:01 go -> x.y.z; log -c; log -b; log -a; log go; log +x; log +y; log +z
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `a target within the state leaves the state alone unless it reenters`() throws {
    let flow = try Flow([
      S(
        "a", entry: ["log +a"], exit: ["log -a"], on: ["in": "c", "out": "c !", "self": "a", "again": "a !"],
        [S("b", entry: ["log +b"], exit: ["log -b"]), S("c", entry: ["log +c"], exit: ["log -c"])])
    ])
    let ledger = """
      2 09:00 start -> a.b; log +a; log +b
      2 09:01 in -> a.c; log -b; log +c
      2 09:02 in -> a.c; log -c; log +c
      2 09:03 out -> a.c; log -c; log -a; log +a; log +c
      2 09:04 self -> a.b; log -c; log +b
      2 09:05 again -> a.b; log -b; log -a; log +a; log +b
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `an event is handled by the innermost state that has an enabled transition for it`() throws {
    let flow = try Flow(
      data: [try .init("n", .int, "0")],
      [
        S(
          "a", on: ["e": "/ log outer"],
          [S("b", on: ["e": "data.n == 0 => / log inner; set n = 1"])])
      ], root: S("", on: ["f": "/ log root"]))
    let ledger = """
      2 09:00 start -> a.b
      2 09:01 e -> a.b; log inner
      2 09:02 e -> a.b; log outer
      2 09:03 f -> a.b; log root
      2 09:04 g -> a.b; unhandled
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `an assign computes all right sides from the old data, and what follows sees the new`() throws {
    let flow = try Flow(
      data: [try .init("a", .int, "1"), try .init("b", .int, "2")],
      [S("s", on: ["swap": "/ set a = data.b | b = data.a; log ${data.a} ${data.b}"])])
    let ledger = """
      2 09:00 start -> s
      2 09:01 swap -> s; log 2 1
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `always comes innermost first, after the whole entry, and after a step that nothing handled`() throws {
    let flow = try Flow(
      data: [try .init("n", .int, "0")],
      [
        S("a", always: ["data.n > 0 => x / log outer"], [S("b", entry: ["set n = data.n"], always: ["data.n > 1 => y / log inner"])]),
        S("x", always: ["settings.open => y"]), S("y"),
      ], root: S("", on: ["set": "/ set n = event.data.n"]))
    var clerk = Clerk(flow)
    clerk.live.settings = ["open": false]
    #expect(
      try clerk.run("2 09:00 start\n2 09:01 set {'n': 1}\n2 09:02 nothing") == """
        2 09:00 start -> a.b
        2 09:01 set {'n': 1} -> x; log outer
        2 09:02 nothing -> x; unhandled
        """)
    clerk.live.settings = ["open": true]
    #expect(try clerk.run("2 09:03 nothing") == "2 09:03 nothing -> y; unhandled")
    var second = Clerk(flow)
    #expect(
      try second.run("2 09:00 start\n2 09:01 set {'n': 2}") == """
        2 09:00 start -> a.b
        2 09:01 set {'n': 2} -> y; log inner
        """)
  }

  @Test func `raised events come before always in the language, after it in SCXML`() throws {
    let flow = try Flow([
      S("a", on: ["go": "b / raise s"]), S("b", on: ["s": "c"], always: ["d"]), S("c"), S("d"),
    ])
    var language = Clerk(flow)
    #expect(try language.run("2 09:00 start\n2 09:01 go") == "2 09:00 start -> a\n2 09:01 go -> c")
    var scxml = Clerk(flow, precedence: .always)
    #expect(try scxml.run("2 09:00 start\n2 09:01 go") == "2 09:00 start -> a\n2 09:01 go -> d")
  }

  @Test func `raised events are read in order within the same step, with their data`() throws {
    let flow = try Flow([
      S("a", on: ["go": "/ raise one {n = 1}; raise two {n = 2}", "one": "/ log one ${event.data.n}", "two": "/ log two ${event.data.n}"])
    ])
    let ledger = """
      2 09:00 start -> a
      2 09:01 go -> a; log one 1; log two 2
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
    #expect(clerk.instance.step == 2)
  }

  @Test func `a final child raises done of its state`() throws {
    let flow = try Flow([
      S(
        "work", on: ["done.work": "rest", "done.part": "/ log part"],
        [
          S("part", on: ["ok": "partEnd"], [S("p1"), S("partEnd", .final(nil))])
        ]),
      S("rest"),
    ])
    let ledger = """
      2 09:00 start -> work.part.p1
      2 09:01 ok -> work.part.partEnd; log part
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `what never comes to rest is a fault, and the step is undone`() throws {
    let flow = try Flow([S("a", on: ["go": "b"]), S("b", always: ["c"]), S("c", always: ["b"])])
    let ledger = """
      2 09:00 start -> a
      2 09:01 go -> FAULT 1000 microsteps without coming to rest
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
    #expect(clerk.instance.state == "a")
    #expect(clerk.instance.step == 1)
  }

  @Test func `an expression that fails is a fault with its words and its place`() throws {
    let flow = try Flow([S("a", on: ["go": "event.data.missing == 1 => a"])])
    var clerk = Clerk(flow)
    _ = try clerk.run("2 09:00 start")
    let moment = Moment(now: try clerk.instant("2", "09:01"), wall: try clerk.instant("2", "09:01"))
    let event = Event.occurred(name: "go", data: .map(ValueMap()), by: nil)
    do {
      _ = try clerk.machine.step(flow.definition, clerk.instance, event, moment, clerk.live)
      Issue.record("it went through")
    } catch {
      #expect(error.message.contains("event.data.missing"))
      #expect(error.place == "flow.yaml:1:1")
    }
  }
}
