import CEL
import Calendar
import Machine
import Testing
import Workflow
import WorkflowFile

/// An instance comes to another version of its workflow: where its states go, and what becomes of its deadlines.
@Suite struct `Moving to another version` {
  private static func read(_ text: String) throws -> Workflow.Definition {
    do { return try WorkflowReader().read(path: "flow.yaml", text: text).definition } catch {
      throw FlowError("\(error.all.map { "\($0.place): \($0.message)" })")
    }
  }

  private static func flow(waiting: String = "waiting", _ timers: String) -> String {
    """
    workflow: flow
    timezone: Europe/Berlin
    initial: \(waiting)
    states:
      \(waiting):
        on: {collected: over}
        \(timers)
      overdue: {after: {30d: over}}
      over: {type: final}
    """
  }

  /// The dates of an instance's deadlines after a move at 5 March 09:00; it waits since the 2nd.
  private func moved(
    from old: String = "after: {7d: overdue}", to new: String, state: String = "waiting", map: [String: String] = [:],
    _ timers: MovePlan.Timers, before: String = "2 09:00 start"
  ) throws -> (state: String, due: [String]) {
    let first = try Self.read(Self.flow(old))
    var clerk = Clerk(Flow(first))
    _ = try clerk.run(before)
    let next = try Self.read(Self.flow(waiting: state, new))
    let now = try clerk.instant("5", "09:00")
    let step = try clerk.machine.move(
      clerk.instance, from: first, to: next, MovePlan(hash: next.hash, states: map, timers: timers), by: "bob", reason: "late parcels",
      Moment(now: now, wall: now), clerk.live)
    #expect(step.instance.hash == next.hash && step.instance.step == clerk.instance.step + 1)
    #expect(
      step.instance.configuration.map(\.enteredAt) == clerk.instance.configuration.map(\.enteredAt) || step.instance.state == "overdue")
    let zone = try Zone("Europe/Berlin")
    return (step.instance.state, step.instance.timers.map { Summary.time($0.due, zone) })
  }

  @Test func `keepDeadline: the instant stays, whatever the new version's delay is`() throws {
    for delay in ["2d", "10d"] {
      #expect(try moved(to: "after: {\(delay): overdue}", .keepDeadline) == ("waiting", ["09 09:00"]))
    }
  }

  @Test func `keepRemaining: what was waited counts against the new delay`() throws {
    #expect(try moved(to: "after: {10d: overdue}", .keepRemaining) == ("waiting", ["12 09:00"]))
    #expect(try moved(to: "after: {4d: overdue}", .keepRemaining) == ("waiting", ["06 09:00"]))
  }

  @Test func `keepRemaining: a delay that is over is due now, never in the past`() throws {
    #expect(try moved(to: "after: {2d: overdue}", .keepRemaining) == ("waiting", ["05 09:00"]))
  }

  @Test func `restart: all delays count from the move`() throws {
    #expect(try moved(to: "after: {2d: overdue}", .restart) == ("waiting", ["07 09:00"]))
    #expect(try moved(to: "after: {7d: overdue}", .restart) == ("waiting", ["12 09:00"]))
  }

  @Test(arguments: [MovePlan.Timers.keepDeadline, .keepRemaining, .restart])
  func `a state that is called otherwise keeps its entry, and its deadlines as the plan says`(timers: MovePlan.Timers) throws {
    let due: [MovePlan.Timers: String] = [.keepDeadline: "09 09:00", .keepRemaining: "12 09:00", .restart: "15 09:00"]
    #expect(
      try moved(to: "after: {10d: overdue}", state: "parked", map: ["waiting": "parked"], timers)
        == ("parked", [try #require(due[timers])]))
  }

  @Test func `a state that the new version does not have is refused unless it is mapped`() throws {
    #expect(throws: StepFault.self) { try moved(to: "after: {10d: overdue}", state: "parked", .keepDeadline) }
  }

  @Test func `a timer that fired fires no second time, and restart counts it anew`() throws {
    let old = "after: {1d: {actions: [{log: told}]}, 7d: overdue}"
    let before = "2 09:00 start\n3 09:00 timer"
    #expect(try moved(from: old, to: old, .keepDeadline, before: before) == ("waiting", ["09 09:00"]))
    #expect(try moved(from: old, to: old, .restart, before: before) == ("waiting", ["06 09:00", "12 09:00"]))
  }

  @Test func `a deadline that only the new version has counts from the entry, or from now where that would be over`() throws {
    let new = "after: {7d: overdue, 10d: over}"
    #expect(try moved(to: new, .keepDeadline) == ("waiting", ["09 09:00", "12 09:00"]))
    let over = "after: {7d: overdue, 1d: {actions: [{log: told}]}}"
    #expect(try moved(to: over, .keepDeadline).due.sorted() == ["06 09:00", "09 09:00"])
  }

  @Test func `what the new version says always is asked at once`() throws {
    #expect(try moved(to: "after: {7d: overdue}\n    always: {guard: 'true', target: overdue}", .keepDeadline).state == "overdue")
  }
}
