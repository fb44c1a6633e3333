import Calendar
import Workflow
import YAML

/// Times as scenarios say them: `2026-06-16 09:00` in the scenario's zone, or RFC 3339.
struct ScenarioTimes {
  let zone: Calendar.Zone
  let reading: ScenarioReading

  static let hint = "write 2026-06-16 09:00, or 2026-06-16T09:00:00+02:00"

  func time(_ node: YAML.Node, _ what: String) -> Instant? {
    guard let text = node.text else {
      reading.report(.badScenarioTime, at: node, "\(what) is a time, not \(node.kindName)", hint: Self.hint)
      return nil
    }
    if let time = time(text) { return time }
    reading.report(.badScenarioTime, at: node, "\(what): `\(text)` is no time", hint: Self.hint)
    return nil
  }

  /// Nil where it is no time.
  func time(_ text: String) -> Instant? { Scenario.time(text, in: zone) }

  /// `A to B`; nil where it is none of both, and reported.
  func interval(_ node: YAML.Node) -> (Instant, Instant)? {
    let ends = (node.text ?? "").split(separator: " to ", maxSplits: 1).map(String.init)
    guard ends.count == 2, let begin = time(ends[0]), let end = time(ends[1]) else {
      reading.report(.badScenarioTime, at: node, "`\(node.text ?? "")` is no time", hint: "A to B: nothing")
      return nil
    }
    if end <= begin { reading.report(.badScenarioTime, at: node, "the second time is not after the first") }
    return (begin, end)
  }
}
