import CEL
import Calendar
import Testing
import Workflow

/// What the calendar's words mean to an expression, in a zone with summer time.
struct CalendarFunctionTests {
  @Test(arguments: [
    (#"addMonths(timestamp("2026-01-31T08:00:00Z"), 1)"#, #"timestamp("2026-02-28T08:00:00Z")"#),
    // Nine in the morning in Berlin is 07:00 UTC in summer.
    (#"day(timestamp("2026-04-02T00:00:00Z"), 16, "09:00")"#, #"timestamp("2026-04-16T07:00:00Z")"#),
    (#"day(timestamp("2026-02-02T00:00:00Z"), 31)"#, #"timestamp("2026-02-27T23:00:00Z")"#),
    (#"startOfMonth(timestamp("2026-03-31T22:30:00Z"))"#, #"timestamp("2026-03-31T22:00:00Z")"#),
    (#"startOfDay(timestamp("2026-07-01T12:00:00Z"))"#, #"timestamp("2026-06-30T22:00:00Z")"#),
    (#"businessDays(timestamp("2026-03-13T10:00:00Z"), 2)"#, #"timestamp("2026-03-17T10:00:00Z")"#),
    (#"businessHours(timestamp("2026-03-13T15:00:00Z"), 4)"#, #"timestamp("2026-03-16T11:00:00Z")"#),
    (#"isBusinessTime(timestamp("2026-03-13T10:00:00Z"))"#, "true"),
    (#"isBusinessTime(timestamp("2026-03-14T10:00:00Z"))"#, "false"),
    (#"format(timestamp("2026-06-30T22:30:00Z"), "yyyy-MM-dd'T'HH:mm")"#, #""2026-07-01T00:30""#),
    (#"format(timestamp("2026-03-16T09:00:00Z"), "d MMMM", "de")"#, #""16 März""#),
  ])
  func `the calendar's words mean the workflow's zone`(source: String, expected: String) throws {
    let types = ScopeTypes(zone: try Zone("Europe/Berlin"))
    let environment = types.environment(for: NameScope())
    let left = try environment.compile(source).evaluate(Nothing())
    let right = try environment.compile(expected).evaluate(Nothing())
    #expect(left == right)
  }

  @Test(arguments: [#"day(timestamp("2026-04-02T00:00:00Z"), 32)"#, #"day(timestamp("2026-04-02T00:00:00Z"), 1, "25:00")"#])
  func `what no calendar has is an error when it is worked out`(source: String) throws {
    let program = try ScopeTypes().environment(for: NameScope()).compile(source)
    #expect(throws: EvaluationError.self) { try program.evaluate(Nothing()) }
  }
}

/// No variable has a value.
struct Nothing: CEL.Scope {
  func value(ofSlot slot: Int) throws(EvaluationError) -> Value { throw EvaluationError("nothing is known here") }
}
