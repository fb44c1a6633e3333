import CEL
import Calendar
import Machine
import Testing
import Workflow

@Suite struct `Questions and answers` {
  @Test func `an answer goes to the very question that asked`() throws {
    let flow = try Flow([
      S(
        "asking", on: ["stop": "idle"],
        asks: [Q("source", input: "now", done: "done / log ${event.data.n}", error: "failed / log ${event.data.reason}")]),
      S("idle", on: ["go": "asking"]), S("done"), S("failed"),
    ])
    var clerk = Clerk(flow)
    let id = clerk.instance.id
    let ledger = """
      2 09:00 start -> asking; ask* source
      2 09:01 stop -> idle
      2 09:02 answer 1/0 {'n': 1} -> idle; unhandled; passed over: the answer to \(id)/1/0 came when nobody waited for it any more
      2 09:03 go -> asking; ask* source
      2 09:04 answer 1/0 {'n': 1} -> asking; unhandled; passed over: the answer to \(id)/1/0 came when nobody waited for it any more
      2 09:05 answer 4/0 {'n': 2} -> done; log 2
      2 09:06 answer 4/0 {'n': 2} -> done; unhandled; passed over: the answer to \(id)/4/0 came when nobody waited for it any more
      """
    try clerk.check(ledger)
    var other = Clerk(flow)
    let failing = """
      2 09:00 start -> asking; ask* source
      2 09:01 error 1/0 connection refused -> failed; log connection refused
      """
    try other.check(failing)
  }

  @Test func `a question of a state that was passed through is not asked`() throws {
    let flow = try Flow([S("a", always: ["b"], asks: [Q("one")]), S("b", entry: ["log in b"], asks: [Q("two")])])
    let ledger = """
      2 09:00 start -> b; log in b; ask* two
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
    #expect(clerk.instance.invocations.map(\.effect.index) == [1])
    #expect(clerk.instance.awaits(EffectID(instance: clerk.instance.id, step: 1, index: 1)))
  }
}

@Suite struct `Items` {
  private static func flow(_ extra: [S] = []) throws -> Flow {
    try Flow(
      items: [try .init("operator", .string), try .init("kwh", .double, isOptional: true)],
      [
        S(
          "a", on: ["go": "b", "rows": "/ items event.data.rows"],
          timers: [.cron("0 * * * *", ask: Q("source", done: "/ items event.data"))]), S("b"),
      ] + extra)
  }

  @Test func `rows change by difference`() throws {
    let ledger = """
      2 09:00 start -> a; due a 02 10:00
      2 09:01 rows {'rows': [{'id': 'x', 'operator': 'o', 'secret': 1}, {'id': 7, 'operator': 'o', 'kwh': 2}]} -> a; opened x; opened 7
      2 09:02 rows {'rows': [{'id': 'x', 'operator': 'p'}, {'id': 'z', 'operator': 'o'}]} -> a; changed x; opened z; closed 7
      2 09:03 rows {'rows': [{'id': '7', 'operator': 'o'}]} -> a; opened 7; closed x; closed z
      """
    var clerk = Clerk(try Self.flow())
    try clerk.check(ledger)
    let seven = try #require(clerk.instance.items.first { $0.id == "7" })
    #expect(seven.isOpen && seven.closedAt == nil)
    #expect(try seven.openedAt == clerk.instant("2", "09:01"))
    #expect(clerk.instance.items.map(\.id) == ["x", "7", "z"])
    #expect(clerk.instance.items[0].fields == ["operator": "p"])
    #expect(try clerk.instance.items[0].closedAt == clerk.instant("2", "09:03"))
  }

  @Test func `only a complete answer closes`() throws {
    let ledger = """
      2 09:00 start [{'id': 'x', 'operator': 'o'}] -> a; opened x; due a 02 10:00
      2 10:00 timer -> a; ask* source; due a 02 11:00
      2 10:01 partial 2/0 [] -> a
      2 11:00 timer -> a; ask* source; due a 02 12:00
      2 11:01 answer 4/0 [] -> a; closed x
      """
    var clerk = Clerk(try Self.flow())
    try clerk.check(ledger)
  }

  @Test func `an answer asked before the last applied one is ignored`() throws {
    let ledger = """
      2 09:00 start -> a; due a 02 10:00
      2 10:05 timer -> a; ask* source; due a 02 11:00
      2 10:06 rows {'rows': [{'id': 'x', 'operator': 'o'}]} -> a; opened x
      2 10:07 answer 2/0 [] -> a; passed over: an answer of 2026-03-02T09:00:00Z is older than the rows of 2026-03-02T09:06:00Z
      """
    var clerk = Clerk(try Self.flow())
    try clerk.check(ledger)
  }

  @Test func `an answer that closes more than half of ten or more at once is an incident instead`() throws {
    func rows(_ range: Range<Int>) -> String {
      "{'rows': [" + range.map { "{'id': 'r\($0)', 'operator': 'o'}" }.joined(separator: ", ") + "]}"
    }
    var clerk = Clerk(try Self.flow())
    _ = try clerk.run("2 09:00 start\n2 09:01 rows \(rows(0..<10))")
    #expect(try clerk.run("2 09:02 rows \(rows(6..<10))").hasSuffix("FAULT an answer would close 6 of 10 open items at once"))
    #expect(clerk.instance.items.allSatisfy { $0.isOpen })
    _ = try clerk.run("2 09:03 rows \(rows(5..<10))")
    #expect(clerk.instance.items.count { $0.isOpen } == 5)
    _ = try clerk.run("2 09:04 rows \(rows(0..<0))")
    #expect(clerk.instance.items.count { $0.isOpen } == 0)
  }

  @Test func `a row without its declared fields is a fault that says which`() throws {
    var clerk = Clerk(try Self.flow())
    let ledger = """
      2 09:00 start -> a; due a 02 10:00
      2 09:01 rows {'rows': [{'id': 'x', 'operator': 'o'}, {'id': 'y'}]} -> FAULT items[1].operator: expected a string, found nothing
      2 09:01 rows {'rows': [{'operator': 'o'}]} -> FAULT items[0].id: expected a string, found nothing
      2 09:01 rows {'rows': [{'id': 'x', 'operator': 'o', 'kwh': 'much'}]} -> FAULT items[0].kwh: expected a double, found a string
      """
    try clerk.check(ledger)
  }

  @Test func `expressions see items with their own four names and the declared fields`() throws {
    let flow = try Flow(
      items: [try .init("operator", .string)],
      [
        S(
          "a", on: ["rows": "/ items event.data.rows"],
          always: ["items.size() > 0 && items.all(i, !i.open && has(i.closedAt)) => b / log ${items[0].operator} ${items[0].id}"]), S("b"),
      ])
    let ledger = """
      2 09:00 start [{'id': 'x', 'operator': 'o'}] -> a; opened x
      2 09:01 rows {'rows': []} -> b; log o x; closed x
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }
}
