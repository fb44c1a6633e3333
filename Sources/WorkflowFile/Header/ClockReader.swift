import Workflow
import YAML

/// Reads `clocks`: clocks that run only while an instance stands in some of its states.
struct ClockReader {
  let outline: Outline
  let reading: Reading

  func read(_ node: YAML.Node?) -> [PausingClock] {
    reading.entries(node, "`clocks`").compactMap { entry in
      guard let name = reading.name(entry.key, "the name of a clock"), let fields = Fields(entry.value, WorkflowForms.clock, reading)
      else { return nil }
      let states = fields.required("runsIn", hint: "runsIn: [open, working]").map { reading.list($0) } ?? []
      let countsBusinessTime = fields["businessTime"].flatMap { reading.boolean($0, "`businessTime`") } ?? false
      return PausingClock(
        name: name, runsIn: states.compactMap(state), countsBusinessTime: countsBusinessTime, place: reading.place(entry.key))
    }
  }

  /// By name or path, wherever in the file.
  private func state(_ node: YAML.Node) -> StateID? {
    guard let text = reading.text(node, "the name of a state") else { return nil }
    let states = outline.states.filter { $0.parent != nil }
    if let exact = states.first(where: { $0.path == text }) { return exact.id }
    let found = states.filter { $0.name == text }
    if found.count > 1 {
      reading.report(
        .ambiguousTarget, at: node, "`\(text)` could be " + found.map { "`\($0.path)`" }.joined(separator: " and "),
        hint: "write the path: `\(found[0].path)`")
      return nil
    }
    if found.isEmpty {
      reading.report(
        .unknownTarget, at: node, "there is no state `\(text)`",
        hint: Suggestion.hint(for: text, among: states.map(\.name), listed: "there are"))
    }
    return found.first?.id
  }
}
