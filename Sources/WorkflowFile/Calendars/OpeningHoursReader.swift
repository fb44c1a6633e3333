import Calendar
import Workflow
import YAML

/// Reads `hours`: `["09:00-12:00", "13:00-17:00"]` for every business day, or a mapping with a list for each day of the week; a day that
/// the mapping leaves out is closed.
struct OpeningHoursReader {
  let reading: Reading

  /// Shifts and breaks: nobody opens more often in a day.
  private static let intervalsMax = 48
  private static let hint = "write [\"09:00-17:00\"], or a list for each day: {monday: [\"09:00-17:00\"], friday: [\"09:00-14:00\"]}"

  func read(_ node: YAML.Node) -> OpeningHours {
    guard node.mapping != nil else {
      let intervals = intervals(node)
      return OpeningHours(byWeekday: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, intervals) }))
    }
    var hours = OpeningHours(byWeekday: [:])
    guard let fields = Fields(node, CompanionForms.hours, reading) else { return hours }
    for day in Weekday.allCases {
      guard let value = fields["\(day)"] else { continue }
      hours.byWeekday[day] = intervals(value)
      if let key = fields.key("\(day)"), value.sequence?.isEmpty != true { hours.named.append((day, key)) }
    }
    return hours
  }

  private func intervals(_ node: YAML.Node) -> [OpenInterval] {
    let nodes = reading.list(node)
    guard nodes.count <= Self.intervalsMax else {
      reading.report(
        .tooMuch, at: node.start.line == node.end.line ? node.range : nodes[0].range, "a day opens \(nodes.count) times",
        hint: "at most \(Self.intervalsMax)")
      return []
    }
    var found: [OpenInterval] = []
    for node in nodes {
      guard let interval = interval(node) else { continue }
      if let other = found.first(where: { $0.opens < interval.closes && interval.opens < $0.closes }) {
        reading.report(.badHours, at: node, "\(interval) overlaps \(other)", hint: "one interval ends before or when the next begins")
      } else {
        found.append(interval)
      }
    }
    return found
  }

  private func interval(_ node: YAML.Node) -> OpenInterval? {
    guard let text = node.text, !node.isNull else {
      reading.report(.wrongShape, at: node, "opening hours are text, not \(node.kindName)", hint: Self.hint)
      return nil
    }
    do throws(TimeTextError) {
      return try OpenInterval(parsing: text)
    } catch {
      reading.report(.badHours, at: node, "`\(error.text)` \(error.problem)", hint: error.hint)
      return nil
    }
  }
}
