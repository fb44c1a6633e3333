import Calendar
import Foundation
import Workflow
import WorkflowFile

extension CalendarsReader {
  /// Reads files that a test writes down.
  func read(_ files: KeyValuePairs<String, String>) throws(Diagnostics) -> [String: BusinessCalendar] {
    try read(Dictionary(uniqueKeysWithValues: files.map { ($0.key, Array($0.value.utf8)) }))
  }

  /// Reads the calendars that are shipped.
  static func shipped() throws -> [String: BusinessCalendar] {
    let folder = Project.root.appending(path: "calendars")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let files = try names.map { ("calendars/\($0)", Array(try Data(contentsOf: folder.appending(path: $0)))) }
    return try CalendarsReader().read(Dictionary(uniqueKeysWithValues: files))
  }
}

extension BusinessCalendar {
  /// `monday 09:00-12:00 13:00-17:00`, a line for each day that is open.
  var opening: [String] {
    Weekday.allCases.filter { !weekend.contains($0) && !hours(on: $0).isEmpty }.map { day in
      "\(day) " + hours(on: day).map { "\($0)" }.joined(separator: " ")
    }
  }

  /// `2026-01-01 Neujahr`, in order.
  var listed: [String] { holidays.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" } }
}
