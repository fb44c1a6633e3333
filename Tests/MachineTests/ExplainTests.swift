import CEL
import Calendar
import Machine
import Testing
import Workflow

/// Looking at an instance says what could move it; nothing is stepped.
@Suite struct `Why an instance stands where it stands` {
  private func explain(_ clerk: Clerk, _ day: Substring, _ time: Substring) throws -> Explanation {
    let now = try clerk.instant(day, time)
    return clerk.machine.explain(clerk.flow.definition, clerk.instance, Moment(now: now, wall: now), clerk.live)
  }

  @Test func `each way on says whether its guard is open, and why`() throws {
    let flow = try Flow(
      data: [RecordType.Field("count", .int, "5")],
      [
        S("open", on: ["fix": "data.count > 3 && data.count < 9 => done", "note": "/ log noted"], always: ["data.count == 2 => done"]),
        S("done"),
      ])
    var clerk = Clerk(flow)
    try clerk.check("2 08:00 start -> open")
    let ways = try explain(clerk, "2", "08:30").states.flatMap(\.ways)
    #expect(
      ways.map { "\($0.trigger) \($0.targets) \($0.isOpen.map { "\($0)" } ?? "?")" } == [
        "always [\"done\"] false", "event(\"fix\") [\"done\"] true", "event(\"note\") [] true",
      ])
    let parts = try #require(ways[1].guardExplanation).parts
    #expect(
      Array(parts.map { "\($0.expression) is \(literal($0))" }.prefix(3)) == [
        "data.count > 3 && data.count < 9 is true", "data.count > 3 is true", "data.count is 5",
      ])
  }

  private func literal(_ part: ExplainedPart) -> String {
    switch part.outcome {
    case .success(let value): value.literal
    case .failure(let error): "an error: \(error.message)"
    }
  }

  @Test func `a guard that reads the event to come, or fails, has no answer`() throws {
    let flow = try Flow(
      data: [RecordType.Field("count", .int, "4")],
      [
        S("open", on: ["fix": "event.name == \"fix\" => done"], always: ["1 / (data.count - 5) == 7 => done"]), S("done"),
      ])
    var clerk = Clerk(flow)
    try clerk.check("2 08:00 start -> open")
    clerk.instance.data = ["count": 5]
    let ways = try explain(clerk, "2", "08:30").states.flatMap(\.ways)
    #expect(ways.map(\.isOpen) == [nil, nil])
    #expect(ways[1].guardExplanation?.readsEvent == true)
    #expect(try #require(ways[0].guardExplanation?.parts.first).outcome.isFailure)
  }

  @Test func `a deadline tells the closed days and the change of the clocks on its way`() throws {
    // The 28th is a Saturday; clocks go forward on Sunday the 29th.
    let flow = try Flow([S("a", timers: [.after("2 business days", "b"), .after("1h", "b")]), S("b")])
    var clerk = Clerk(flow)
    _ = try clerk.run("27 12:00 start")
    let explanation = try explain(clerk, "27", "12:00")
    #expect(explanation.nextTimer?.rule == "after 1h")
    let timer = try #require(explanation.states.flatMap(\.timers).first { $0.rule == "after 2 business days" })
    guard case .closed(_, let days)? = timer.remarks.first else {
      Issue.record("\(timer.remarks)")
      return
    }
    #expect(days.map(\.date.description) == ["2026-03-28", "2026-03-29"])
    #expect(timer.remarks.last == .clocksChange(zone: flow.definition.zone.identifier, minutes: 60))
    #expect(timer.ways.map(\.targets) == [["b"]])
  }

  @Test func `looking changes nothing, and an ended instance has no way on`() throws {
    let flow = try Flow([S("a", on: ["go": "end"]), S("end", .final(nil))])
    var clerk = Clerk(flow)
    _ = try clerk.run("2 08:00 start")
    let before = clerk.instance
    _ = try explain(clerk, "2", "09:00")
    #expect(clerk.instance == before)
    _ = try clerk.run("2 09:00 go")
    #expect(try explain(clerk, "2", "10:00").states.flatMap(\.ways).isEmpty)
  }
}

extension Result {
  fileprivate var isFailure: Bool {
    if case .failure = self { true } else { false }
  }
}
