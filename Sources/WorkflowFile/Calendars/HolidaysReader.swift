import Calendar
import Workflow
import YAML

/// Reads `holidays`: names by date, and `file` for those of an iCalendar or JSON file beside it.
struct HolidaysReader {
  let path: String
  let folder: CalendarFolder
  let reading: Reading

  /// What people can read.
  private static let nameMax = 200
  /// The country's, the city's, the company's.
  private static let filesMax = 8

  func read(_ node: YAML.Node) -> [LocalDate: String] {
    guard let mapping = node.mapping else {
      reading.report(
        .wrongShape, at: node, "`holidays` is a mapping, not \(node.kindName)",
        hint: "write `2026-01-01: New Year`, or `{file: germany-berlin.ics}`")
      return [:]
    }
    guard mapping.count <= BusinessCalendar.holidaysMax else {
      reading.report(
        .tooMuch, at: mapping.entries[0].key, "there are \(mapping.count) holidays", hint: "at most \(BusinessCalendar.holidaysMax)")
      return [:]
    }
    var own: [LocalDate: String] = [:]
    var shared: [LocalDate: String] = [:]
    for entry in mapping.entries {
      if entry.name == "file" {
        shared.merge(files(entry)) { first, _ in first }
      } else if let date = date(entry.key), let name = name(entry) {
        if let other = own.updateValue(name, forKey: date) {
          reading.report(.duplicateKey, at: entry.key, "\(date) stands twice; the first is `\(other)`", hint: "keep one of them")
        }
      }
    }
    return shared.merging(own) { _, own in own }
  }

  private func date(_ node: YAML.Node) -> LocalDate? {
    let text = node.text ?? ""
    do throws(TimeTextError) {
      return try LocalDate(parsing: text)
    } catch {
      let isFile = Suggestion.nearest(to: text, among: ["file"]) != nil
      reading.report(
        isFile ? .unknownKey : .impossibleDay, at: node, "`\(error.text)` \(error.problem)",
        hint: isFile ? "did you mean `file`?" : error.hint)
      return nil
    }
  }

  private func name(_ entry: YAML.Mapping.Entry) -> String? {
    guard !entry.value.isNull else {
      reading.report(.missingKey, at: entry.key, "the holiday has no name", hint: "write `\(entry.name): New Year`")
      return nil
    }
    guard let text = reading.text(entry.value, "the name of a holiday") else { return nil }
    guard text.utf8.count <= Self.nameMax else {
      reading.report(.tooMuch, at: entry.value, "the name of this holiday is very long", hint: "at most \(Self.nameMax) bytes")
      return nil
    }
    return text
  }

  private func files(_ entry: YAML.Mapping.Entry) -> [LocalDate: String] {
    let nodes = reading.list(entry.value)
    guard !nodes.isEmpty, nodes.count <= Self.filesMax else {
      reading.report(
        nodes.isEmpty ? .missingKey : .tooMuch, at: entry.key, nodes.isEmpty ? "`file` has no value" : "there are \(nodes.count) files",
        hint: "write `file: germany-berlin.ics`, at most \(Self.filesMax)")
      return [:]
    }
    return nodes.map(file).reduce(into: [:]) { all, holidays in all.merge(holidays) { first, _ in first } }
  }

  private func file(_ node: YAML.Node) -> [LocalDate: String] {
    guard let name = reading.text(node, "`file`") else { return [:] }
    if let holidays = folder.holidays(named: name, beside: path) { return holidays }
    reading.report(
      .badHolidays, at: node, "there is no file `\(name)` of holidays beside this one",
      hint: Suggestion.hint(for: name, among: folder.holidayFiles(beside: path), listed: "there are") ?? "an .ics or .json file")
    return [:]
  }
}
