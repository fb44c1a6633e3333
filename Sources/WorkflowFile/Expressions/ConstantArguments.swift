import CEL
import Calendar
import Workflow
import YAML

/// Finds calls of the calendar that cannot succeed whatever the instance holds: `day(input.run, 32)`, `"25:00"`.
struct ConstantArguments {
  let reading: Reading
  let node: YAML.Node
  /// Where the expression stands in the node's text, in UTF-8 bytes.
  let offset: Int

  func check(_ expression: CEL.Expression) {
    if case .call(let name, nil, let arguments) = expression.kind { check(name, arguments) }
    expression.below.forEach(check)
  }

  private func check(_ name: String, _ arguments: [CEL.Expression]) {
    switch (name, arguments.count) {
    case ("day", 2...3):
      if let number = integer(arguments[1]), !(1...31).contains(number) {
        report(arguments[1], "no month has a day \(number)", hint: "days run from 1 to 31; 31 is the last day of a shorter month")
      }
      if arguments.count == 3, let text = string(arguments[2]) { time(text, arguments[2]) }
    case ("format", 2...3):
      if let text = string(arguments[1]) { pattern(text, arguments[1]) }
    case ("businessDays", 2):
      if let number = integer(arguments[1]), number.magnitude > BusinessCalendar.daysMax {
        report(arguments[1], "at most \(BusinessCalendar.daysMax) business days can be counted", hint: nil)
      }
    default: break
    }
  }

  private func time(_ text: String, _ argument: CEL.Expression) {
    do throws(TimeTextError) {
      _ = try LocalTime(parsing: text)
    } catch {
      report(argument, "`\(text)` \(error.problem)", hint: error.hint)
    }
  }

  private func pattern(_ text: String, _ argument: CEL.Expression) {
    do throws(TimeTextError) {
      _ = try DatePattern(parsing: text)
    } catch {
      report(argument, "the pattern `\(text)` \(error.problem)", hint: error.hint)
    }
  }

  private func integer(_ expression: CEL.Expression) -> Int64? {
    switch expression.kind {
    case .literal(let value): value.int
    case .unary(.minus, let operand): integer(operand).map { 0 &- $0 }
    default: nil
    }
  }

  private func string(_ expression: CEL.Expression) -> String? {
    if case .literal(let value) = expression.kind { value.string } else { nil }
  }

  private func report(_ argument: CEL.Expression, _ message: String, hint: String?) {
    let start = offset + argument.place.offset
    reading.report(.impossibleDay, at: reading.range(of: start..<(start + max(argument.place.length, 1)), in: node), message, hint: hint)
  }
}
