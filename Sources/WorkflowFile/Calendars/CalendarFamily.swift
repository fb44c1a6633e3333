import Calendar
import Workflow
import YAML

/// Calendars that extend one another: each takes from its parent what it does not say itself, and adds its holidays.
struct CalendarFamily {
  private let drafts: [String: CalendarDraft]
  /// Drafts whose name another has as well.
  private let doubles: [(draft: CalendarDraft, first: CalendarDraft)]

  /// Country, Land, city, site, team: nobody goes deeper.
  private static let generationsMax = 8

  init(_ drafts: [CalendarDraft]) {
    var byName: [String: CalendarDraft] = [:]
    var doubles: [(draft: CalendarDraft, first: CalendarDraft)] = []
    for draft in drafts {
      if let first = byName[draft.name] { doubles.append((draft, first)) } else { byName[draft.name] = draft }
    }
    self.drafts = byName
    self.doubles = doubles
  }

  /// Those without problems; what is wrong is reported in the drafts' own readings.
  func calendars() -> [String: BusinessCalendar] {
    for (draft, first) in doubles {
      draft.reading.report(
        .shadowedName, at: draft.start, "the calendar `\(draft.name)` is in \(first.reading.source.file) already", hint: "keep one of them")
    }
    var calendars: [String: BusinessCalendar] = [:]
    for draft in drafts.values.sorted(by: { $0.name < $1.name }) where draft.isReadable {
      if let line = line(of: draft) { calendars[draft.name] = calendar(draft, line) }
    }
    return calendars
  }

  /// The draft, its parent, and so on; nil where the line does not end well.
  private func line(of draft: CalendarDraft) -> [CalendarDraft]? {
    var line = [draft]
    while let (name, node) = line[line.count - 1].parent {
      let isOwn = line.count == 1
      guard let parent = drafts[name] else {
        if isOwn {
          draft.reading.report(
            .unknownCalendar, at: node, "there is no calendar `\(name)`",
            hint: Suggestion.hint(for: name, among: drafts.keys.sorted(), listed: "there are"))
        }
        return nil
      }
      guard parent.isReadable else { return nil }
      if let own = draft.parent?.node, name == draft.name {
        let circle = (line.map(\.name) + [name]).map { "`\($0)`" }.joined(separator: " → ")
        draft.reading.report(
          .calendarCircle, at: own, isOwn ? "a calendar cannot extend itself" : "these extend each other: \(circle)",
          hint: "take `extends` out of one of them")
        return nil
      }
      guard line.count < Self.generationsMax else {
        if let own = draft.parent?.node, !line.contains(where: { $0.name == name }) {
          draft.reading.report(.tooMuch, at: own, "more than \(Self.generationsMax) calendars extend each other in a line")
        }
        return nil
      }
      line.append(parent)
    }
    return line
  }

  private func calendar(_ draft: CalendarDraft, _ line: [CalendarDraft]) -> BusinessCalendar? {
    let weekend = line.lazy.compactMap(\.weekend).first ?? BusinessCalendar.mondayToFriday.weekend
    let hours = line.lazy.compactMap(\.hours).first?.byWeekday ?? OpeningHours.usual
    for (day, key) in draft.hours?.named ?? [] where weekend.contains(day) {
      draft.reading.report(
        .excludedKey, at: key, "`\(day)` is weekend, and has no hours", hint: "take it out of `hours`, or out of `weekend`")
    }
    let holidays = line.reversed().reduce(into: [:]) { all, draft in all.merge(draft.holidays) { _, nearer in nearer } }
    guard !line.contains(where: { $0.reading.hasErrors }) else { return nil }
    do throws(CalendarError) {
      return try BusinessCalendar(name: draft.name, weekend: weekend, hours: hours, holidays: holidays)
    } catch {
      let isTooMuch = holidays.count > BusinessCalendar.holidaysMax
      draft.reading.report(
        isTooMuch ? .tooMuch : .badHours, at: draft.start, error.description,
        hint: isTooMuch ? nil : "a day that is not weekend needs opening hours")
      return nil
    }
  }
}
