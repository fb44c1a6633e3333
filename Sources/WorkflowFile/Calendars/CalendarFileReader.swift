import Calendar
import Workflow
import YAML

/// Reads one `NAME.yaml` of `calendars/`.
struct CalendarFileReader {
  let path: String
  let folder: CalendarFolder

  func read() -> CalendarDraft {
    let name = CalendarFolder.stem(path)
    let bytes = folder.bytes(path)
    let text = bytes.count <= YAML.Limit.bytes ? String(validating: bytes, as: UTF8.self) : nil
    let reading = Reading(SourceText(file: path, text: text ?? ""))
    var draft = CalendarDraft(name: name, reading: reading)
    draft.isReadable = false
    guard text != nil else {
      if bytes.count <= YAML.Limit.bytes {
        reading.report(.yamlSyntax, at: draft.start, "the file is not UTF-8", hint: "save it as UTF-8")
      } else {
        reading.report(.yamlLimit, at: draft.start, "the file is larger than \(YAML.Limit.bytes / 1024) KiB", hint: "split it")
      }
      return draft
    }
    guard let root = reading.parse(), let fields = Fields(root, CompanionForms.calendar, reading) else { return draft }
    draft.isReadable = true
    draft.start = fields.start
    readName(fields, &draft)
    if let node = fields["description"] { _ = reading.text(node, "`description`") }
    if let node = fields["extends"], let parent = reading.name(node, "the name of a calendar") { draft.parent = (parent, node) }
    draft.weekend = fields["weekend"].map { weekend($0, reading) }
    draft.hours = fields["hours"].map { OpeningHoursReader(reading: reading).read($0) }
    if let node = fields["holidays"] { draft.holidays = HolidaysReader(path: path, folder: folder, reading: reading).read(node) }
    return draft
  }

  /// The file's name is the calendar's, so that who looks for one finds it.
  private func readName(_ fields: Fields, _ draft: inout CalendarDraft) {
    guard let node = fields.required("calendar", hint: "the file begins with `calendar: \(draft.name)`") else { return }
    draft.start = node.range
    guard let name = draft.reading.name(node, "the name of a calendar"), name != draft.name else { return }
    draft.reading.report(
      .badName, at: node, "the calendar `\(name)` stands in a file of another name",
      hint: "write `calendar: \(draft.name)`, or name the file \(name).yaml")
  }

  private func weekend(_ node: YAML.Node, _ reading: Reading) -> Set<Weekday> {
    Set(
      reading.list(node).compactMap { node in
        guard let text = reading.text(node, "a day of the weekend") else { return nil }
        if let day = Weekday.allCases.first(where: { "\($0)" == text }) { return day }
        reading.report(
          .unknownWord, at: node, "`\(text)` is no day of the week",
          hint: Suggestion.hint(for: text, among: Weekday.allCases.map { "\($0)" }, listed: "there are"))
        return nil
      })
  }
}
