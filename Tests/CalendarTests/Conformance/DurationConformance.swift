import Calendar
import Testing

/// ISO 8601 durations of isodate's tests and of the JSON Schema test suite.
@Suite(.enabled(if: Material.isThere("iso8601_durations.json"), "no material")) struct CalendarConformanceDurations {
  private struct Value: Decodable {
    let years: Double
    let months: Double
    let seconds: Double
  }

  /// A date, or a duration taken apart.
  private enum Operand: Decodable {
    case text(String)
    case value(Value)
    case none

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .none
      } else if let text = try? container.decode(String.self) {  // else it is the other form, which throws
        self = .text(text)
      } else {
        self = .value(try container.decode(Value.self))
      }
    }
  }

  private struct Cases: Decodable {
    struct Parse: Decodable {
      let text: String
      let value: Value
    }
    struct Math: Decodable {
      let a: String
      let b: String
      let sum: String
      let difference: String
    }
    struct Sum: Decodable {
      let a: Operand
      let b: Operand
      let sum: Operand
    }
    struct Format: Decodable {
      let text: String
      let valid: Bool
    }
    let parse: [Parse]
    let math: [Math]
    let sum: [Sum]
    let invalid: [String]
    let formats: [Format]

    private enum CodingKeys: String, CodingKey {
      case parse = "isodate_parse"
      case math = "isodate_math"
      case sum = "isodate_calendar_sum"
      case invalid = "invalid_isodate"
      case formats = "json_schema_test_suite_format_duration"
    }
  }

  private let cases: Cases

  init() throws { cases = try Material.read("iso8601_durations.json", as: Cases.self) }

  private func span(_ text: String) -> CalendarSpan? {
    try? CalendarSpan(iso8601: text)  // the caller asks whether it can be read
  }

  /// Months and microseconds, with days of 24 hours, as isodate counts.
  private func totals(_ span: CalendarSpan?) -> [Int64]? {
    span.map { [Int64($0.months), Int64($0.days) * 86_400_000_000 + $0.microseconds] }
  }

  @Test func `durations are read`() {
    var tally = Tally("iso8601_durations.json isodate_parse")
    for parse in cases.parse {
      let expected = [Int64(parse.value.years * 12 + parse.value.months), Int64((parse.value.seconds * 1_000_000).rounded())]
      tally.count(totals(span(parse.text)) == expected, "\(parse.text): \(String(describing: totals(span(parse.text))))")
    }
    tally.close()
  }

  @Test func `durations add up`() {
    var tally = Tally("iso8601_durations.json isodate_math")
    for math in cases.math {
      guard let a = totals(span(math.a)), let b = totals(span(math.b)) else {
        tally.count(false, "\(math.a) or \(math.b) is not read")
        continue
      }
      tally.count(totals(span(math.sum)) == zip(a, b).map { $0 + $1 }, "\(math.a) + \(math.b)")
      tally.count(totals(span(math.difference)) == zip(a, b).map { $0 - $1 }, "\(math.a) - \(math.b)")
    }
    tally.close()
  }

  @Test func `a date and a duration make a date`() throws {
    var tally = Tally("iso8601_durations.json isodate_calendar_sum")
    for sum in cases.sum {
      switch (sum.a, sum.b, sum.sum) {
      case (.text(let date), .value(let value), .text(let expected)), (.value(let value), .text(let date), .text(let expected)):
        tally.count(try moved(date, value) == Zone.utc.local(instant(expected)), "\(date) and \(value)")
      case (_, _, .none): tally.skip("isodate refuses half a year on a date; to us it is six months")
      default: tally.skip("two durations are never added in a workflow")
      }
    }
    tally.close()
  }

  private func instant(_ text: String) throws -> Instant {
    Zone.utc.instant(of: text.contains("T") ? try LocalDateTime(parsing: text) : LocalDateTime(try LocalDate(parsing: text), .midnight))
  }

  private func moved(_ date: String, _ value: Value) throws -> LocalDateTime {
    let seconds = Int(value.seconds)
    let span = CalendarSpan(
      months: Int(value.years * 12 + value.months), days: seconds / 86_400, microseconds: Int64(seconds % 86_400) * 1_000_000)
    return Zone.utc.local(span.added(to: try instant(date), in: .utc))
  }

  @Test func `what is no duration is refused`() {
    var tally = Tally("iso8601_durations.json formats")
    for text in cases.invalid { tally.count(span(text) == nil, "accepted: \(text)") }
    for format in cases.formats {
      tally.count((span(format.text) != nil) == format.valid, "\(format.text) should be \(format.valid)")
    }
    tally.close()
  }
}
