import Machine
import Testing
import Workflow

@Suite struct `Regions and history` {
  @Test func `all regions of a parallel state are active, and an event goes to each`() throws {
    let flow = try Flow([
      S(
        "p", .parallel, entry: ["log +p"], exit: ["log -p"], on: ["out": "z"],
        [
          S("l", exit: ["log -l"], [S("l1", exit: ["log -l1"], on: ["e": "l2"]), S("l2", entry: ["log +l2"])]),
          S("r", exit: ["log -r"], [S("r1", exit: ["log -r1"], on: ["e": "r2"]), S("r2", entry: ["log +r2"], exit: ["log -r2"])]),
        ]),
      S("z"),
    ])
    let ledger = """
      2 09:00 start -> p.l.l1 p.r.r1; log +p
      2 09:01 e -> p.l.l2 p.r.r2; log -r1; log -l1; log +l2; log +r2
      2 09:02 out -> z; log -r2; log -r; log -l; log -p
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `of two regions that want to leave together, the inner transition goes, else the first`() throws {
    let flow = try Flow([
      S(
        "p", .parallel, on: ["e": "z / log outer"],
        [
          S("l", [S("l1", on: ["e": "y / log l", "f": "l2 / log inner"]), S("l2")]),
          S("r", [S("r1", on: ["e": "z / log r", "f": "z / log r"])]),
        ]),
      S("y"), S("z"),
    ])
    var clerk = Clerk(flow)
    try clerk.check("2 09:00 start -> p.l.l1 p.r.r1\n2 09:01 e -> y; log l")
    var other = Clerk(flow)
    try other.check("2 09:00 start -> p.l.l1 p.r.r1\n2 09:01 f -> p.l.l2 p.r.r1; log inner")
  }

  @Test func `a parallel state is done when its last region is`() throws {
    let flow = try Flow([
      S(
        "p", .parallel, on: ["done.p": "z", "done.l": "/ log l done"],
        [
          S("l", [S("l1", on: ["e": "le"]), S("le", .final(nil))]), S("r", [S("r1", on: ["f": "re"]), S("re", .final(nil))]),
        ]),
      S("z"),
    ])
    let ledger = """
      2 09:00 start -> p.l.l1 p.r.r1
      2 09:01 e -> p.l.le p.r.r1; log l done
      2 09:02 f -> z
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `a shallow history comes back to the child, a deep one to the innermost states`() throws {
    let flow = try Flow([
      S(
        "a", on: ["out": "z"],
        [
          S("b", [S("b1", on: ["next": "b2"]), S("b2")]),
          S("c", [S("c1", on: ["next": "c2"]), S("c2")]),
          S("shallow", .history(isDeep: false), initial: "c", initialActions: ["log nothing to come back to"]),
          S("deep", .history(isDeep: true), initial: "c"),
        ]),
      S("z", on: ["shallow": "shallow", "deep": "deep"]),
    ])
    let ledger = """
      2 09:00 start -> a.b.b1
      2 09:01 next -> a.b.b2
      2 09:02 out -> z
      2 09:03 shallow -> a.b.b1
      2 09:04 next -> a.b.b2
      2 09:05 out -> z
      2 09:06 deep -> a.b.b2
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
    #expect(clerk.instance.remembered == ["a.shallow": ["a.b"], "a.deep": ["a.b.b2"]])
  }

  @Test func `a history with nothing to come back to takes its fallback`() throws {
    let flow = try Flow([
      S("z", on: ["h": "h"]),
      S(
        "a", entry: ["log +a"],
        [S("b"), S("c", entry: ["log +c"]), S("h", .history(isDeep: false), initial: "c", initialActions: ["log fallback"])]),
    ])
    var clerk = Clerk(flow)
    try clerk.check("2 09:00 start -> z\n2 09:01 h -> a.c; log +a; log fallback; log +c")
  }

  @Test func `targets in several regions are entered together`() throws {
    let flow = try Flow([
      S("a", on: ["go": "l2,r2"]),
      S("p", .parallel, [S("l", [S("l1"), S("l2")]), S("r", [S("r1"), S("r2")]), S("m", [S("m1"), S("m2")])]),
    ])
    var clerk = Clerk(flow)
    try clerk.check("2 09:00 start -> a\n2 09:01 go -> p.l.l2 p.r.r2 p.m.m1")
  }

  @Test func `an initial state may lie deep within`() throws {
    let flow = try Flow([
      S("a", initial: "c", entry: ["log +a"], initialActions: ["log initial"], [S("b", entry: ["log +b"], [S("d"), S("c")])])
    ])
    var clerk = Clerk(flow)
    try clerk.check("2 09:00 start -> a.b.c; log +a; log initial; log +b")
  }

  @Test func `names of events may stand for a family`() throws {
    let flow = try Flow([S("a", on: ["order.*": "/ log family", "order.paid": "/ log never reached", "*": "/ log any"])])
    let ledger = """
      2 09:00 start -> a
      2 09:01 order.paid -> a; log family
      2 09:02 order -> a; log family
      2 09:03 orders -> a; log any
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }
}
