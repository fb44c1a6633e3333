import CEL
import Calendar
import Workflow
import YAML

/// Finds a schedule that fires more often than its key changes: all but the first of those times would open nothing.
struct KeyCoarseness {
  let zone: Zone
  let reading: Reading

  /// Forty days of an hourly schedule, a year of a daily one: every change of day, week and month has been met.
  private static let firesMax = 400
  /// Of a rarer one so many, and all within two years.
  private static let firesMin = 3
  private static let secondsMax: Int64 = 2 * 366 * 86_400
  /// 2026-01-01.
  private static let someDay = Instant(secondsSinceEpoch: 1_767_225_600)

  func check(_ start: Start, _ node: YAML.Node) {
    guard case .cron(let cron) = start.trigger, start.again == .never, start.key.program.reads == ["now"] else { return }
    var time = Self.someDay
    var last: (key: String, time: Instant)?
    for count in 0..<Self.firesMax {
      guard count < Self.firesMin || time < Self.someDay.adding(seconds: Self.secondsMax), let next = cron.next(after: time, in: zone),
        let key = key(start.key, at: next)
      else { return }
      if let last, last.key == key {
        reading.report(
          .keyTooCoarse, severity: .warning, at: node,
          "the key is `\(key)` both at \(last.time.description(in: zone)) and at \(next.description(in: zone)), so the second opens nothing",
          hint: "make the key as fine as the schedule, or write `again: always`")
        return
      }
      last = (key, next)
      time = next
    }
  }

  private func key(_ expression: Expression, at time: Instant) -> String? {
    // A key that cannot be worked out is no finding: the step that tries says why.
    (try? expression.program.evaluate(OnlyNow(now: Value(time))))?.string
  }

  private struct OnlyNow: CEL.Scope {
    let now: Value

    func value(ofSlot slot: Int) throws(EvaluationError) -> Value {
      guard slot == ScopeSlot.now.rawValue else { throw EvaluationError("only the time is known") }
      return now
    }
  }
}
