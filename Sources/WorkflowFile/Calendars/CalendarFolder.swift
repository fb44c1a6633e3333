import Calendar
import Workflow
import YAML

/// The files of a folder of calendars by path, the holiday files among them read once each.
final class CalendarFolder {
  private let files: [String: [UInt8]]
  /// By path; nil where a file cannot be read, which is said then.
  private var read: [String: Holidays?] = [:]
  /// Problems of the holiday files themselves.
  private(set) var diagnostics: [Diagnostic] = []

  let yamlPaths: [String]

  init(_ files: [String: [UInt8]]) {
    self.files = files
    yamlPaths = files.keys.filter { ["yaml", "yml"].contains(Self.ending($0)) }.sorted()
  }

  /// Holiday files of iCalendar that no calendar has asked for, once all were read.
  var unnamedICS: [String] {
    let names = Set(yamlPaths.map(Self.stem))
    return files.keys.filter { Self.ending($0) == "ics" && read[$0] == nil && !names.contains(Self.stem($0)) }.sorted()
  }

  func bytes(_ path: String) -> [UInt8] { files[path] ?? [] }

  /// What `file:` can mean in a file: holiday files of the same folder.
  func holidayFiles(beside path: String) -> [String] {
    let folder = Self.folder(path)
    return files.keys.filter { Self.folder($0) == folder && ["ics", "json"].contains(Self.ending($0)) }
      .map { String($0.dropFirst(folder.count)) }.sorted()
  }

  /// Nil where the file is not there; empty, and said once, where it cannot be read.
  func holidays(named name: String, beside path: String) -> [LocalDate: String]? {
    guard holidayFiles(beside: path).contains(name) else { return nil }
    return holidays(at: Self.folder(path) + name)?.names ?? [:]
  }

  func calendar(ofICS path: String) -> CalendarDraft {
    var draft = CalendarDraft(name: Self.stem(path), reading: Reading(SourceText(file: path, text: "")))
    if !Reading.isName(draft.name) {
      draft.reading.report(
        .badName, at: draft.start, "`\(draft.name)` cannot be the name of a calendar", hint: "a letter, then letters, digits, `_` and `-`")
    }
    draft.holidays = holidays(at: path)?.names ?? [:]
    return draft
  }

  private func holidays(at path: String) -> Holidays? {
    if let known = read[path] { return known }
    var found: Holidays?
    do throws(HolidayError) {
      found = Self.ending(path) == "ics" ? try Holidays(ics: bytes(path)) : try Holidays(json: bytes(path))
    } catch {
      diagnostics.append(
        Diagnostic(
          .badHolidays, place: Place(file: path, line: error.line ?? 1, column: 1), message: error.problem, hint: error.hint))
    }
    read[path] = .some(found)
    return found
  }

  /// `calendars/germany.yaml` → `germany`.
  static func stem(_ path: String) -> String {
    let name = path.dropFirst(folder(path).count)
    return String(name.lastIndex(of: ".").map { name[..<$0] } ?? name)
  }

  /// With its slash, or empty.
  private static func folder(_ path: String) -> String {
    String(path.lastIndex(of: "/").map { path[...$0] } ?? "")
  }

  private static func ending(_ path: String) -> String {
    path.lastIndex(of: ".").map { path[path.index(after: $0)...].lowercased() } ?? ""
  }
}
