import CEL
import Calendar

/// The calendar functions that mails use, on Berlin's clocks, Monday to Friday.
enum SampleTime {
  static let table = FunctionTable(
    "calendar",
    [
      function("format", [.timestamp, .string], .string) { (arguments, zone) throws in
        let pattern = try DatePattern(parsing: arguments[1].string ?? "")
        return .string(pattern.format(instant(arguments[0]), in: zone))
      },
      function("addMonths", [.timestamp, .int], .timestamp) { (arguments, zone) throws in
        value(try addMonths(instant(arguments[0]), Int(arguments[1].int ?? 0), in: zone))
      },
      function("day", [.timestamp, .int, .string], .timestamp) { (arguments, zone) throws in
        let time = try LocalTime(parsing: arguments[2].string ?? "")
        return value(try day(instant(arguments[0]), Int(arguments[1].int ?? 0), time, in: zone))
      },
      function("businessDays", [.timestamp, .int], .timestamp) { (arguments, zone) throws in
        value(try BusinessCalendar.mondayToFriday.addingBusinessDays(Int(arguments[1].int ?? 0), to: instant(arguments[0]), in: zone))
      },
    ])

  private static func function(
    _ name: String, _ parameters: [CELType], _ result: CELType, _ body: @escaping @Sendable ([Value], Zone) throws -> Value
  ) -> Function {
    Function(
      name, doc: "", example: "",
      [
        Overload(name, parameters, result) { (arguments) throws(EvaluationError) in
          do { return try body(arguments, Zone("Europe/Berlin")) } catch { throw EvaluationError("\(error)") }
        }
      ])
  }

  private static func instant(_ value: Value) -> Instant { Instant(secondsSinceEpoch: value.timestamp?.seconds ?? 0) }

  private static func value(_ instant: Instant) -> Value {
    Timestamp(seconds: instant.secondsSinceEpoch).map(Value.timestamp) ?? .null
  }
}
