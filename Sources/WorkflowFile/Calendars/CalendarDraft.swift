import Calendar
import YAML

/// What one file says of a calendar; what it leaves out comes from the calendar that it extends, or is the default.
struct CalendarDraft {
  /// The file's name without its ending.
  let name: String
  let reading: Reading
  /// False where the file could not be read at all: others may extend it without being told that it is not there.
  var isReadable = true
  /// Where the calendar's name stands, for what concerns it as a whole.
  var start: SourceRange
  var parent: (name: String, node: YAML.Node)?
  var weekend: Set<Weekday>?
  var hours: OpeningHours?
  var holidays: [LocalDate: String] = [:]

  init(name: String, reading: Reading) {
    self.name = name
    self.reading = reading
    let start = reading.source.position(atOffset: 0)
    self.start = SourceRange(start: start, end: start)
  }
}

/// `hours`: one list for every business day, or a list for each day of the week.
struct OpeningHours {
  var byWeekday: [Weekday: [OpenInterval]]
  /// Days that are named with hours, to point at where they are weekend.
  var named: [(day: Weekday, key: YAML.Node)] = []

  /// What holds where nobody says anything: that of `BusinessCalendar.mondayToFriday`.
  static let usual = Dictionary(
    uniqueKeysWithValues: Weekday.allCases.map { ($0, BusinessCalendar.mondayToFriday.hours(on: $0)) })
}
