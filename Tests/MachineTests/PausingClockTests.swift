import CEL
import Calendar
import Machine
import Testing
import Workflow
import WorkflowFile

/// Service levels: time spent in named states only.
@Suite struct `Clocks that pause` {
  /// A ticket whose time runs while it is with us, not while the customer is asked.
  private static let ticket = """
    workflow: flow
    timezone: Europe/Berlin
    data: {allowance: 'duration = duration("4h")'}
    events: {extend: {to: duration}}
    clocks:
      ours: {runsIn: [open, working]}
      office: {runsIn: [open, working], businessTime: true}
    initial: ticket
    states:
      ticket:
        initial: open
        after:
          DELAY: {clock: CLOCK, target: breached}
        on:
          extend: {actions: [{assign: {allowance: event.data.to}}]}
          solved: closed
        states:
          open: {on: {taken: working, asked: waiting}}
          working: {on: {asked: waiting}}
          waiting: {on: {answered: working}}
      breached: {type: final}
      closed: {type: final}
    """

  private func clerk(_ delay: String, _ clock: String = "ours") throws -> Clerk {
    let read: ReadWorkflow
    let text = Self.ticket.replacing("DELAY", with: delay).replacing("CLOCK", with: clock)
    do { read = try WorkflowReader().read(path: "flow.yaml", text: text) } catch {
      throw FlowError("\(error.all.map { "\($0.place): \($0.message)" })")
    }
    return Clerk(Flow(read.definition))
  }

  private static let still = "passed over: the clock `ours` stands still:"

  @Test func `time with the customer does not count`() throws {
    var clerk = try clerk("4h")
    try clerk.check(
      """
      2 09:00 start -> ticket.open; due ticket 02 13:00
      2 09:30 taken -> ticket.working
      2 10:00 asked -> ticket.waiting; \(Self.still) `after 4h` of ticket has 3h left
      2 23:00 timer -> none due
      3 08:00 answered -> ticket.working; due ticket 03 11:00
      3 10:59 asked -> ticket.waiting; \(Self.still) `after 4h` of ticket has 1m left
      4 10:00 answered -> ticket.working; due ticket 04 10:01
      4 10:01 timer -> breached; completed breached
      """)
    #expect(clerk.instance.stopped == [] && clerk.instance.timers == [])
  }

  @Test func `while a clock stands still nothing is due`() throws {
    var clerk = try clerk("4h")
    _ = try clerk.run("2 09:00 start\n2 10:00 asked")
    #expect(clerk.instance.due == nil)
    let stopped = try #require(clerk.instance.stopped.first)
    #expect(stopped.left == RunningTime(microseconds: 3 * 3_600_000_000, isBusinessTime: false))
    #expect(try stopped.since == clerk.instant("2", "10:00"))
  }

  @Test func `business hours stand still over night and with the customer`() throws {
    // 09:00 to 17:00, Monday to Friday; the 6th is a Friday.
    var clerk = try clerk("8 business hours")
    try clerk.check(
      """
      6 13:00 start -> ticket.open; due ticket 09 13:00
      6 16:00 asked -> ticket.waiting; \(Self.still) `after 8 business hours` of ticket has 5 business hours left
      7 12:00 answered -> ticket.working; due ticket 09 14:00
      9 13:00 asked -> ticket.waiting; \(Self.still) `after 8 business hours` of ticket has 1 business hour left
      10 16:30 answered -> ticket.working; due ticket 11 09:30
      11 09:30 timer -> breached; completed breached
      """)
  }

  @Test func `a clock of business time counts a computed delay in open time`() throws {
    var clerk = try clerk("data.allowance", "office")
    try clerk.check(
      """
      2 15:00 start -> ticket.open; due ticket 03 11:00
      2 16:00 asked -> ticket.waiting; passed over: the clock `office` stands still: `after data.allowance` of ticket has 3 business hours left
      4 09:00 answered -> ticket.working; due ticket 04 12:00
      4 10:00 extend {'to': duration('6h')} -> ticket.working; due ticket 04 14:00
      4 11:00 asked -> ticket.waiting; passed over: the clock `office` stands still: `after data.allowance` of ticket has 3 business hours left
      4 12:00 extend {'to': duration('4h')} -> ticket.waiting
      5 09:00 answered -> ticket.working; due ticket 05 10:00
      """)
  }

  @Test func `a deadline that was over when its clock stopped is over`() throws {
    var clerk = try clerk("4h")
    try clerk.check(
      """
      2 09:00 start -> ticket.open; due ticket 02 13:00
      2 13:30 asked -> ticket.waiting
      2 13:31 timer -> breached; completed breached
      """)
  }

  @Test func `in an outage a clock that goes on never sets a deadline in the past`() throws {
    var clerk = try clerk("4h")
    try clerk.check(
      """
      2 09:00 start -> ticket.open; due ticket 02 13:00
      2 10:00 asked -> ticket.waiting; \(Self.still) `after 4h` of ticket has 3h left
      2 20:00 ~2 12:00 answered -> ticket.working; due ticket 02 23:00
      """)
  }

  @Test func `leaving the state ends a deadline that stands still`() throws {
    var clerk = try clerk("4h")
    try clerk.check(
      """
      2 09:00 start -> ticket.open; due ticket 02 13:00
      2 10:00 asked -> ticket.waiting; \(Self.still) `after 4h` of ticket has 3h left
      2 11:00 solved -> closed; completed closed
      """)
    #expect(clerk.instance.stopped == [])
  }

  @Test func `an explanation says that a deadline stands still, and where it would run`() throws {
    var clerk = try clerk("4h")
    _ = try clerk.run("2 09:00 start\n2 10:00 asked")
    let now = try clerk.instant("2", "12:00")
    let explanation = clerk.machine.explain(clerk.flow.definition, clerk.instance, Moment(now: now, wall: now), clerk.live)
    let ticket = try #require(explanation.states.first { $0.path == "ticket" })
    let stopped = try #require(ticket.stopped.first)
    #expect(stopped.clock == "ours" && "\(stopped.left)" == "3h" && stopped.rule == "after 4h")
    #expect(stopped.runsIn == ["ticket.open", "ticket.working"])
    _ = try clerk.run("2 13:00 answered")
    let running = clerk.machine.explain(clerk.flow.definition, clerk.instance, Moment(now: now, wall: now), clerk.live)
    let remarks = running.states.flatMap(\.timers).flatMap(\.remarks)
    #expect(
      remarks.contains(
        .byClock(
          "ours", runsIn: ["ticket.open", "ticket.working"], left: RunningTime(microseconds: 3 * 3_600_000_000, isBusinessTime: false))))
  }
}
