import Calendar
import Workflow
import YAML

/// Reads what a file says about itself before its states: name, zone, calendar, thread.
struct HeaderReader {
  let fields: Fields
  let known: KnownNames
  let reading: Reading

  func name() -> String {
    fields.required("workflow", hint: "the file begins with `workflow: NAME`").flatMap { reading.name($0, "the name of a workflow") } ?? ""
  }

  func zone() -> Zone {
    guard let node = fields["timezone"], let text = reading.text(node, "`timezone`") else { return .utc }
    do throws(TimeTextError) {
      return try Zone(text)
    } catch {
      reading.report(.unknownZone, at: node, "`\(text)` \(error.problem)", hint: error.hint)
      return .utc
    }
  }

  func calendar() -> BusinessCalendar {
    guard let node = fields["calendar"], let name = reading.name(node, "the name of a calendar"), let calendars = known.calendars else {
      return .mondayToFriday
    }
    if let calendar = calendars[name] { return calendar }
    reading.report(
      .unknownCalendar, at: node, "there is no calendar `\(name)`",
      hint: Suggestion.hint(for: name, among: calendars.keys.sorted(), listed: "there are"))
    return .mondayToFriday
  }

  /// What a change of clocks means; nil, for what is usual, where the file does not say.
  func clockChanges() -> ClockChanges? {
    guard let node = fields["dst"], let words = Fields(node, WorkflowForms.clockChanges, reading) else { return nil }
    return ClockChanges(
      gap: words["gap"].flatMap { reading.word($0, "`gap`", of: ClockChanges.Gap.self) } ?? .after,
      twice: words["twice"].flatMap { reading.word($0, "`twice`", of: ClockChanges.Twice.self) } ?? .first)
  }

  func overlap() -> Overlap? { fields["overlap"].flatMap { reading.word($0, "`overlap`", of: Overlap.self) } }

  func thread() -> String? { fields["thread"].flatMap { reading.name($0, "the name of a thread") } }

  func closesAtMost() -> Double? { fields["closesAtMost"].flatMap { reading.number($0, "`closesAtMost`", in: 0...1) } }
}
