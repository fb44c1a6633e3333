package import Calendar
import Workflow

/// Results as people read them.
package struct ScenarioText {
  /// How many lines around a difference are shown.
  private static let contextLines = 3

  package init() {}

  /// `2026-06-16 09:00`, with seconds only where there are any.
  package static func time(_ instant: Instant, _ zone: Calendar.Zone) -> String {
    let local = zone.local(instant)
    return "\(local.date) \(local.time)"
  }

  /// `✓ partner-ladder/acknowledged  12 moves, 9 messages`
  package func headline(_ result: ScenarioResult) -> String {
    guard result.hasPassed else { return "✗ \(result.scenario.name)" }
    return "✓ \(result.scenario.name)  \(Self.count(result.moves, "move")), \(Self.count(result.messages, "message"))"
  }

  private static func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }

  /// The timeline around what differs: `-` is missing, `+` is too much. The place is that of the first line that the scenario says.
  package func difference(_ result: ScenarioResult) -> [String] {
    var lines: [String] = []
    let place = result.lines.lazy.compactMap { $0.mark == .same ? nil : $0.place }.first ?? result.scenario.place
    lines.append("    \(place)" + (result.scenario.description.map { ": \($0)" } ?? ""))
    if let trouble = result.trouble { lines.append("    ! \(trouble)") }
    let names = Set(result.lines.compactMap(\.instance))
    let width = names.count > 1 ? names.map { Self.short($0, result).count }.max() ?? 0 : 0
    let shown = Self.shown(result.lines.map { $0.mark != .same })
    var skipped = 0
    for (number, line) in result.lines.enumerated() {
      guard shown.contains(number) else {
        skipped += 1
        continue
      }
      if skipped > 0 { lines.append("      … \(Self.count(skipped, "line"))") }
      skipped = 0
      var text = "    \(line.mark.rawValue) \(Self.time(line.at, result.scenario.zone))  "
      if width > 0 {
        let name = line.instance.map { Self.short($0, result) } ?? ""
        text += name + String(repeating: " ", count: max(0, width - name.count)) + "  "
      }
      lines.append(text + line.text)
    }
    if skipped > 0 { lines.append("      … \(Self.count(skipped, "line"))") }
    return lines
  }

  private static func short(_ name: InstanceName, _ result: ScenarioResult) -> String {
    name.workflow == result.scenario.workflow ? name.key : name.description
  }

  private static func shown(_ differs: [Bool]) -> Set<Int> {
    var shown: Set<Int> = []
    for (number, isOne) in differs.enumerated() where isOne {
      shown.formUnion(max(0, number - contextLines)...min(differs.count - 1, number + contextLines))
    }
    return shown
  }
}
