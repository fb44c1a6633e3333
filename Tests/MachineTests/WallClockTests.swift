import CEL
import Calendar
import Machine
import Testing
import Workflow

/// `at`: deadlines that name their time.
@Suite struct `Named times` {
  /// `02 09:00` in Berlin, as CEL.
  private static func time(_ day: String, _ hour: String) -> String { "timestamp('2026-03-\(day)T\(hour):00+01:00')" }

  @Test func `an at in the past is due at once where nothing was done just now`() throws {
    let flow = try Flow([S("a", timers: [.at(Self.time("02", "09:00"), "b")]), S("b")])
    let ledger = """
      5 12:00 start -> a; due a 05 12:00
      5 12:00 timer -> b
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `a missed rung keeps its spacing from the rung before`() throws {
    let flow = try Flow([
      S("notified", entry: ["mail first"], timers: [.at(Self.time("02", "09:00"), "reminded")]),
      S("reminded", entry: ["mail second"], timers: [.at(Self.time("04", "09:00"), "escalated", spacing: 7200)]),
      S("escalated", entry: ["mail third"]),
    ])
    let ledger = """
      5 12:00 start -> notified; mail* first to ana@example.org; due notified 05 13:00
      5 13:00 timer -> reminded; mail* second to ana@example.org; due reminded 05 15:00
      5 15:00 timer -> escalated; mail* third to ana@example.org
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `after an outage the rungs of a ladder come one after the other, each in its time`() throws {
    let flow = try Flow([
      S("notified", entry: ["mail first"], timers: [.at(Self.time("03", "09:00"), "reminded")]),
      S("reminded", entry: ["mail second"], timers: [.at(Self.time("04", "09:00"), "escalated")]),
      S("escalated", entry: ["mail third"]),
    ])
    let ledger = """
      2 12:00 start -> notified; mail* first to ana@example.org; due notified 03 09:00
      5 12:00 timer -> reminded; mail* second to ana@example.org; due reminded 05 13:00
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `several rungs of one state that are overdue together keep their distance`() throws {
    let timers: [T] = [
      .at(Self.time("04", "09:00"), "/ mail third"), .at(Self.time("03", "09:00"), "/ mail second"),
      .at(Self.time("04", "09:20"), "/ mail fourth"),
    ]
    let flow = try Flow([S("a", entry: ["mail first"], timers: timers)])
    let late = """
      5 12:00 start -> a; mail* first to ana@example.org; due a 05 13:00; due a 05 14:00; due a 05 14:20
      """
    var clerk = Clerk(flow)
    try clerk.check(late)
    let outage = """
      2 12:00 start -> a; mail* first to ana@example.org; due a 04 09:00; due a 03 09:00; due a 04 09:20
      5 12:00 timer -> a; mail second to ana@example.org; due a 05 13:00; due a 05 13:20
      5 13:00 timer -> a; mail third to ana@example.org
      5 13:20 timer -> a; mail fourth to ana@example.org
      """
    var other = Clerk(flow)
    try other.check(outage)
  }

  @Test func `missed skip leaves a missed time out`() throws {
    let flow = try Flow([
      S("a", timers: [.at(Self.time("02", "09:00"), "b", skip: true), .at(Self.time("06", "09:00"), "b", skip: true)]), S("b"),
    ])
    let ledger = """
      5 12:00 start -> a; due a 06 09:00
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `a named time is computed anew when what it reads changes`() throws {
    let flow = try Flow(
      data: [try .init("visit", .timestamp), try .init("other", .int, "0")],
      [
        S(
          "a", on: ["moved": "/ set visit = timestamp(event.data.to)", "touched": "/ set other = data.other + 1"],
          timers: [.at("data.visit - duration('1h')", "/ mail reminder")])
      ])
    let ledger = """
      2 09:00 start -> a; due a 03 09:00
      2 09:01 touched -> a
      2 09:02 moved {'to': '2026-03-04T10:00:00+01:00'} -> a; due a 04 09:00
      4 09:00 timer -> a; mail reminder to ana@example.org
      4 09:30 touched -> a
      4 09:31 moved {'to': '2026-03-06T10:00:00+01:00'} -> a; due a 06 09:00
      """
    var clerk = Clerk(flow, data: ["visit": "2026-03-03T10:00:00+01:00"])
    try clerk.check(ledger)
  }

  @Test func `now in a named time is the time at which its state was entered`() throws {
    let flow = try Flow(
      data: [try .init("n", .int, "0")],
      [S("a", on: ["touched": "/ set n = data.n + 1"], timers: [.at("now + duration('2h')", "/ log due")])])
    let ledger = """
      2 09:00 start -> a; due a 02 11:00
      2 10:00 touched -> a
      2 11:00 timer -> a; log due
      2 11:30 touched -> a
      """
    var clerk = Clerk(flow)
    try clerk.check(ledger)
  }

  @Test func `a calendar that changes moves the deadlines, and the workflow is told from when to when`() throws {
    let states = [
      S("a", on: ["recalculated": "/ log ${event.data.old} ${event.data.new}"], timers: [.after("2 business days", "b")]), S("b"),
    ]
    let flow = try Flow(states)
    var clerk = Clerk(flow)
    let before = """
      2 09:00 start -> a; due a 04 09:00
      2 10:00 recalculated -> a; unhandled; passed over: no deadline moved
      """
    try clerk.check(before)
    var definition = flow.definition
    let hours = try BusinessCalendar(
      name: "with a holiday", weekend: [.saturday, .sunday],
      hours: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, BusinessCalendar.mondayToFriday.hours(on: $0)) }),
      holidays: [try #require(LocalDate(year: 2026, month: 3, day: 3)): "holiday"])
    definition.calendar = hours
    let moment = Moment(now: try clerk.instant("2", "11:00"), wall: try clerk.instant("2", "11:00"))
    let event = Event.occurred(name: "recalculated", data: .map(ValueMap()), by: nil)
    let step = try clerk.machine.step(definition, clerk.instance, event, moment, clerk.live)
    #expect(step.record.isHandled)
    #expect(try step.instance.due == clerk.instant("5", "09:00"))
    #expect(step.effects.map(\.kind) == [.log("2026-03-04T08:00:00Z 2026-03-05T08:00:00Z")])
  }
}
