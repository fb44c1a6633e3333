import Workflow
import YAML

/// Finds the state that a transition means: among the state's own children, then its siblings, then outwards.
struct TargetResolver {
  let outline: Outline
  let reading: Reading

  /// - Parameter text: a name, or a path such as `chasing.reminded`.
  func resolve(_ node: YAML.Node, from source: StateID) -> StateID? {
    guard let text = reading.text(node, "a target") else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let found = candidates(parts[0], from: source).compactMap { descend($0, parts.dropFirst()) }
    if found.count == 1 { return found[0] }
    if found.isEmpty {
      reportUnknown(text, node, from: source)
    } else {
      let paths = found.map { "`\(outline[$0].path)`" }.joined(separator: " and ")
      reading.report(
        .ambiguousTarget, at: node, "`\(text)` could be \(paths)",
        hint: "rename one of them, or write a path: `target: \(outline[found[0]].path)`"
      )
    }
    return nil
  }

  /// Own children, then those of each state around; within one level a name stands once.
  private func candidates(_ name: String, from source: StateID) -> [StateID] {
    outline.ancestry(of: source).flatMap { outline[$0].children.filter { outline[$0].name == name } }
  }

  private func descend(_ id: StateID, _ parts: ArraySlice<String>) -> StateID? {
    guard let part = parts.first else { return id }
    return outline[id].children.first { outline[$0].name == part }.flatMap { descend($0, parts.dropFirst()) }
  }

  private func reportUnknown(_ text: String, _ node: YAML.Node, from source: StateID) {
    let elsewhere = outline.states.filter { $0.name == text }.map(\.path)
    let hint: String?
    if let path = elsewhere.first {
      hint = "it is not in sight from here: write `\(path)`"
    } else {
      let inSight = outline.ancestry(of: source).flatMap { outline[$0].children.map { outline[$0].name } }
      hint =
        Suggestion.nearest(to: text, among: inSight + outline.states.dropFirst().map(\.path)).map { "did you mean `\($0)`?" }
        ?? Suggestion.hint(for: text, among: inSight, listed: "in sight from here are")
    }
    reading.report(.unknownTarget, at: node, "there is no state `\(text)`", hint: hint)
  }
}
