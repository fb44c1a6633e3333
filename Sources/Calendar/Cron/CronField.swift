/// A field of a cron expression, in the order in which they are written.
package enum CronField: Int, Hashable, CaseIterable, Sendable {
  case minute, hour, dayOfMonth, month, dayOfWeek

  /// In words: `day of month`.
  package var name: String {
    switch self {
    case .minute: "minute"
    case .hour: "hour"
    case .dayOfMonth: "day of month"
    case .month: "month"
    case .dayOfWeek: "day of week"
    }
  }

  /// What its numbers may be; Sunday is 0 and 7.
  var range: ClosedRange<Int> {
    switch self {
    case .minute: 0...59
    case .hour: 0...23
    case .dayOfMonth: 1...31
    case .month: 1...12
    case .dayOfWeek: 0...7
    }
  }

  /// Its names in English, the first one meaning the least number.
  var names: [String] {
    switch self {
    case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    case .dayOfWeek: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
    case .minute, .hour, .dayOfMonth: []
    }
  }

  /// What may stand in it, for a hint.
  var allowed: String {
    switch self {
    case .minute: "0 to 59, `*`, `*/15`, `0,30` or `10-20`"
    case .hour: "0 to 23, `*`, `*/6`, `9,17` or `9-17`"
    case .dayOfMonth: "1 to 31, `L` for the last day, `LW` for the last from Monday to Friday, `*`, `1,15` or `16-20`"
    case .month: "1 to 12 or JAN to DEC, `*`, `*/3` or `4-9`"
    case .dayOfWeek: "0 to 7 or SUN to SAT (0 and 7 are Sunday), `1-5`, `MON#1` for the first Monday, `5L` for the last Friday"
    }
  }
}
