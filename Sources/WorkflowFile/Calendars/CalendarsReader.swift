package import Calendar
package import Workflow
import YAML

/// Reads the folder `calendars/`: who is at work when, one calendar a file, which may extend another.
///
/// `NAME.yaml` has the keys `calendar`, `description`, `extends`, `weekend`, `hours` and `holidays`. A `NAME.ics` that no such file names is a
/// calendar of its own: Monday to Friday, 09:00 to 17:00, with the holidays in it. Other files are left alone.
package struct CalendarsReader: Sendable {
  /// Every Land, city and site of a large company; more is no folder that a person keeps.
  package static let filesMax = 1_000

  package init() {}

  /// Calendars by name. All problems of all files are thrown together; then there are no calendars, for one that is half read is wrong in
  /// silence.
  /// - Parameter files: contents by path, as diagnostics show it; `file:` in a calendar means one in the same folder.
  package func read(_ files: [String: [UInt8]]) throws(Diagnostics) -> [String: BusinessCalendar] {
    guard files.count <= CalendarsReader.filesMax else {
      let first = files.keys.min() ?? ""
      throw Diagnostics([
        Diagnostic(
          .tooMuch, place: Place(file: first, line: 1, column: 1), message: "there are \(files.count) files of calendars",
          hint: "at most \(CalendarsReader.filesMax)")
      ])
    }
    let folder = CalendarFolder(files)
    var drafts = folder.yamlPaths.map { CalendarFileReader(path: $0, folder: folder).read() }
    drafts += folder.unnamedICS.map { folder.calendar(ofICS: $0) }
    let calendars = CalendarFamily(drafts).calendars()
    let diagnostics = folder.diagnostics + drafts.flatMap { $0.reading.diagnostics.prefix(YAML.Limit.problems) }
    guard diagnostics.isEmpty else { throw Diagnostics(diagnostics.sorted { ($0.place, $0.code) < ($1.place, $1.code) }) }
    return calendars
  }
}
