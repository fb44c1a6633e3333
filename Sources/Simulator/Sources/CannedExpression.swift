package import CEL
package import Calendar
import Workflow

/// An expression of a canned answer: over `input` (what was asked), `now`, and the answer's `rows`.
package struct CannedExpression: Sendable {
  private let program: Program
  private let environment: Environment

  /// - Parameters:
  ///   - isCondition: it has to say yes or no.
  ///   - zone: of the calendar functions.
  package init(_ source: String, isCondition: Bool, zone: Calendar.Zone) throws(CompileErrors) {
    environment = Environment(
      variables: [Variable("input", .dyn), Variable("now", .timestamp), Variable("rows", .dyn)], types: [],
      functions: .standard.adding(CalendarFunctions.table(zone: zone, calendar: .mondayToFriday)))
    program = try environment.compile(source, expecting: isCondition ? .bool : nil)
  }

  func value(_ input: Value, _ now: Instant, rows: Value = .list([])) throws(EvaluationError) -> Value {
    try program.evaluate(Bindings(environment, ["input": input, "now": Value(now), "rows": rows]))
  }

  func holds(_ input: Value, _ now: Instant) throws(EvaluationError) -> Bool {
    try program.test(Bindings(environment, ["input": input, "now": Value(now), "rows": .list([])]))
  }
}
