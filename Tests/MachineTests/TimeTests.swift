import CEL
import Calendar
import Machine
import Testing
import Workflow

@Suite struct `Deadlines` {
  @Test func `a timer runs at its own time however late, so deadlines do not drift`() throws {
    let flow = try Flow([
      S("first", timers: [.after("1h", "second")]), S("second", timers: [.after("4h", "third")]), S("third"),
    ])
    let ledger = """
      2 08:00 start -> first; due first 02 09:00
      2 08:59 timer -> none due
      2 09:07 timer -> second; due second 02 13:00
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
    #expect(try clerk.instance.now == clerk.instant("2", "09:00"))
    #expect(clerk.steps.last?.record.moment == Moment(now: try clerk.instant("2", "09:00"), wall: try clerk.instant("2", "09:07")))
  }

  @Test func `a delay that is over already counts from real time, so an outage never fires two rungs at once`() throws {
    let flow = try Flow([
      S("first", timers: [.after("1h", "second")]), S("second", timers: [.after("1h", "third")]), S("third"),
    ])
    let ledger = """
      2 08:00 start -> first; due first 02 09:00
      2 15:30 timer -> second; due second 02 16:30
      2 16:29 timer -> none due
      2 16:31 timer -> third
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `a day is a calendar day and twenty-four hours are hours`() throws {
    // Clocks go forward on Sunday the 29th at 02:00.
    let flow = try Flow([
      S("a", timers: [.after("1d", "/ log day"), .after("24h", "/ log hours"), .after("1 business day", "/ log business")])
    ])
    let ledger = """
      28 12:00 start -> a; due a 29 12:00; due a 29 13:00; due a 30 12:00
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `leaving a state cancels its timers, and a state that was passed through sets none`() throws {
    let flow = try Flow([
      S("a", on: ["go": "b"], timers: [.after("1h", "c")], [S("a1")]), S("b", always: ["d"], timers: [.after("1h", "c")]), S("c"), S("d"),
    ])
    let ledger = """
      2 08:00 start -> a.a1; due a 02 09:00
      2 08:30 go -> d
      2 10:00 timer -> none due
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
    #expect(clerk.instance.due == nil)
  }

  @Test func `timers come by due time, then inner state, then file order`() throws {
    let flow = try Flow([
      S(
        "a", timers: [.after("2h", "/ log outer"), .after("1h", "/ log early")],
        [S("b", timers: [.after("2h", "/ log inner 1"), .after("2h", "/ log inner 2")])])
    ])
    let ledger = """
      2 08:00 start -> a.b; due a 02 10:00; due a 02 09:00; due a.b 02 10:00; due a.b 02 10:00
      2 10:00 timer -> a.b; log early
      2 10:00 timer -> a.b; log inner 1
      2 10:00 timer -> a.b; log inner 2
      2 10:00 timer -> a.b; log outer
      2 10:00 timer -> none due
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `a timer's guards are tried in order, and one that is false uses the timer up`() throws {
    let flow = try Flow([S("a", timers: [.after("1h", "false => b")]), S("b")])
    let ledger = """
      2 08:00 start -> a; due a 02 09:00
      2 09:00 timer -> a; unhandled
      2 09:00 timer -> none due
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `every counts from its anchor, and of missed shots one runs`() throws {
    let flow = try Flow([S("a", timers: [.every("1h", "/ log shot")])])
    let ledger = """
      2 08:10 start -> a; due a 02 09:10
      2 09:17 timer -> a; log shot; due a 02 10:10
      2 14:30 timer -> a; log shot; due a 02 15:10
      2 14:30 timer -> none due
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `every month keeps its day through a short month`() throws {
    let flow = try Flow([S("a", timers: [.every("1mo", "/ log shot")])])
    let ledger = """
      -28 08:00 start -> a; due a 2026-02-28 08:00
      -0 08:00 timer -> a; log shot; due a 31 08:00
      31 08:00 timer -> a; log shot; due a 2026-04-30 08:00
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `a cron that asks goes on asking, once for all that was missed`() throws {
    let flow = try Flow([S("a", timers: [.cron("30 7 * * *", ask: Q("confirm", done: "/ log ${event.data.n}"))])])
    let ledger = """
      2 09:00 start -> a; due a 03 07:30
      3 07:31 timer -> a; ask* confirm; due a 04 07:30
      3 07:32 answer 2/0 {'n': 1} -> a; log 1
      6 12:00 timer -> a; ask* confirm; due a 07 07:30
      6 12:00 timer -> none due
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `a newer question of the same timer takes the older one's place`() throws {
    let flow = try Flow([S("a", timers: [.every("1h", "/"), .cron("0 * * * *", ask: Q("confirm", done: "/ log ${event.data.n}"))])])
    var clerk = Clerk(flow)
    let ledger = """
      2 08:00 start -> a; due a 02 09:00; due a 02 09:00
      2 09:00 timer -> a; due a 02 10:00
      2 09:00 timer -> a; ask* confirm; due a 02 10:00
      2 10:00 timer -> a; due a 02 11:00
      2 10:00 timer -> a; ask* confirm; due a 02 11:00
      2 10:01 answer 5/0 {'n': 2} -> a; log 2
      2 10:02 answer 3/0 {'n': 1} -> a; unhandled; passed over: the answer to \(clerk.instance.id)/3/0 came when nobody waited for it any more
      """
    try clerk.check(ledger)
  }

  @Test func `now never goes back and is never after real time`() throws {
    let flow = try Flow([S("a", on: ["e": "/ log ${now}"])])
    let ledger = """
      2 09:00 start -> a
      2 09:10 e -> a; log 2026-03-02T08:10:00Z
      2 09:11 ~2 09:05 e -> a; log 2026-03-02T08:10:00Z
      2 09:12 ~2 09:11 e -> a; log 2026-03-02T08:11:00Z
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `timers of the file itself belong to the whole life`() throws {
    let flow = try Flow([S("a", on: ["go": "b"]), S("b"), S("end", .final(nil))], root: S("", timers: [.after("3h", "end")]))
    let ledger = """
      2 09:00 start -> a; due root 02 12:00
      2 10:00 go -> b
      2 12:00 timer -> end; completed end
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }
}
