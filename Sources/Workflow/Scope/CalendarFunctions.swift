package import CEL
package import Calendar
import Synchronization

/// The calendar's words for expressions, each meaning the zone and the calendar of the workflow that it stands in.
package struct CalendarFunctions: Sendable {
  let zone: Zone
  let calendar: BusinessCalendar

  package static func table(zone: Zone, calendar: BusinessCalendar) -> FunctionTable {
    let rows = CalendarFunctions(zone: zone, calendar: calendar)
    return FunctionTable(
      "calendar",
      [
        rows.addMonths, rows.startOfMonth, rows.startOfDay, rows.day, rows.businessDays, rows.businessHours, rows.isBusinessTime,
        rows.format,
      ])
  }

  private var addMonths: Function {
    Function(
      "addMonths", doc: "The same day and time of day so many months on, or back; the last day of a month that is too short.",
      example: "addMonths(timestamp(\"2026-01-31T09:00:00Z\"), 1) == timestamp(\"2026-02-28T09:00:00Z\")",
      [
        Overload("addMonths_timestamp_int", [.timestamp, .int], .timestamp) { arguments throws(EvaluationError) in
          let (instant, count) = try Self.pair(arguments)
          return try Self.value { () throws(CalendarError) in try Calendar.addMonths(instant, count, in: zone) }
        }
      ])
  }

  private var startOfMonth: Function {
    Function(
      "startOfMonth", doc: "The first instant of the month, in the workflow's zone.",
      example: "startOfMonth(timestamp(\"2026-03-16T09:00:00Z\")) == timestamp(\"2026-03-01T00:00:00Z\")",
      [
        Overload("startOfMonth_timestamp", [.timestamp], .timestamp) { arguments throws(EvaluationError) in
          Value(Calendar.startOfMonth(try Self.instant(arguments), in: zone))
        }
      ])
  }

  private var startOfDay: Function {
    Function(
      "startOfDay", doc: "The first instant of the day, in the workflow's zone.",
      example: "startOfDay(timestamp(\"2026-03-16T09:00:00Z\")) == timestamp(\"2026-03-16T00:00:00Z\")",
      [
        Overload("startOfDay_timestamp", [.timestamp], .timestamp) { arguments throws(EvaluationError) in
          Value(Calendar.startOfDay(try Self.instant(arguments), in: zone))
        }
      ])
  }

  private var day: Function {
    Function(
      "day", doc: "The n-th day of the month of a time, at midnight or at a time of day; in a shorter month day 31 is its last.",
      example: "day(timestamp(\"2026-03-01T00:00:00Z\"), 16, \"09:00\") == timestamp(\"2026-03-16T09:00:00Z\")",
      [
        Overload("day_timestamp_int", [.timestamp, .int], .timestamp) { arguments throws(EvaluationError) in
          let (instant, number) = try Self.pair(arguments)
          return try Self.value { () throws(CalendarError) in try Calendar.day(instant, number, .midnight, in: zone) }
        },
        Overload("day_timestamp_int_string", [.timestamp, .int, .string], .timestamp) { arguments throws(EvaluationError) in
          let (instant, number) = try Self.pair(arguments)
          let time = try Self.time(arguments)
          return try Self.value { () throws(CalendarError) in try Calendar.day(instant, number, time, in: zone) }
        },
      ])
  }

  private var businessDays: Function {
    Function(
      "businessDays",
      doc: "The n-th business day strictly after a time's date, at its time of day moved into opening hours; back, if n is negative.",
      example: "businessDays(timestamp(\"2026-03-13T10:00:00Z\"), 2) == timestamp(\"2026-03-17T10:00:00Z\")",
      [
        Overload("businessDays_timestamp_int", [.timestamp, .int], .timestamp) { arguments throws(EvaluationError) in
          let (instant, count) = try Self.pair(arguments)
          return try Self.value { () throws(CalendarError) in try calendar.addingBusinessDays(count, to: instant, in: zone) }
        }
      ])
  }

  private var businessHours: Function {
    Function(
      "businessHours", doc: "The first time at which business has been open for n hours since a time.",
      example: "businessHours(timestamp(\"2026-03-13T15:00:00Z\"), 4) == timestamp(\"2026-03-16T11:00:00Z\")",
      [
        Overload("businessHours_timestamp_int", [.timestamp, .int], .timestamp) { arguments throws(EvaluationError) in
          let (instant, count) = try Self.pair(arguments)
          return try Self.value { () throws(CalendarError) in try calendar.addingBusinessHours(count, to: instant, in: zone) }
        }
      ])
  }

  private var isBusinessTime: Function {
    Function(
      "isBusinessTime", doc: "Whether business is open at a time.", example: "!isBusinessTime(timestamp(\"2026-03-14T10:00:00Z\"))",
      [
        Overload("isBusinessTime_timestamp", [.timestamp], .bool) { arguments throws(EvaluationError) in
          .bool(calendar.isBusinessTime(try Self.instant(arguments), in: zone))
        }
      ])
  }
}

extension CalendarFunctions {
  fileprivate var format: Function {
    Function(
      "format",
      doc:
        "A time as text in the workflow's zone, by a pattern (`yyyy-MM-dd`, `HH:mm`, `d MMMM yyyy`), in English or a language that is named.",
      example: "format(timestamp(\"2026-03-16T09:00:00Z\"), \"yyyy-MM\") == \"2026-03\"",
      [
        Overload("format_timestamp_string", [.timestamp, .string], .string) { arguments throws(EvaluationError) in
          .string(try Self.formatted(arguments, in: zone))
        },
        Overload("format_timestamp_string_string", [.timestamp, .string, .string], .string) { arguments throws(EvaluationError) in
          .string(try Self.formatted(arguments, in: zone))
        },
      ])
  }

  private static func formatted(_ arguments: [Value], in zone: Zone) throws(EvaluationError) -> String {
    guard arguments.count >= 2, let pattern = arguments[1].string else { throw EvaluationError("format takes a time and a pattern") }
    let instant = try instant(arguments)
    // Languages whose words are not known here are written in English.
    let language = arguments.count > 2 ? arguments[2].string.flatMap { Language(rawValue: $0) } : nil
    do throws(TimeTextError) {
      return try Self.pattern(pattern).format(instant, in: zone, language: language ?? .english)
    } catch {
      throw EvaluationError(error.description)
    }
  }

  /// Those that were read already: a mail writes the same few patterns dozens of times.
  private static let patterns = Mutex<[String: DatePattern]>([:])
  /// Where patterns are made of data there may be any number of them.
  private static let patternsMax = 200

  private static func pattern(_ text: String) throws(TimeTextError) -> DatePattern {
    if let known = patterns.withLock({ $0[text] }) { return known }
    let pattern = try DatePattern(parsing: text)
    patterns.withLock { patterns in
      if patterns.count >= patternsMax { patterns.removeAll() }
      patterns[text] = pattern
    }
    return pattern
  }

  private static func value(_ instant: () throws(CalendarError) -> Instant) throws(EvaluationError) -> Value {
    do { return Value(try instant()) } catch { throw EvaluationError(error.description) }
  }

  private static func instant(_ arguments: [Value]) throws(EvaluationError) -> Instant {
    guard let timestamp = arguments.first?.timestamp else { throw EvaluationError("a time is expected") }
    return Instant(timestamp)
  }

  private static func pair(_ arguments: [Value]) throws(EvaluationError) -> (Instant, Int) {
    guard arguments.count >= 2, let number = arguments[1].int else { throw EvaluationError("a whole number is expected") }
    return (try instant(arguments), Int(number))
  }

  private static func time(_ arguments: [Value]) throws(EvaluationError) -> LocalTime {
    guard arguments.count >= 3, let text = arguments[2].string else { throw EvaluationError("a time of day is expected") }
    do { return try LocalTime(parsing: text) } catch { throw EvaluationError(error.description) }
  }
}
