import Machine
import Workflow

extension Chart {
  /// For Markdown pages and forges: a `stateDiagram-v2`.
  package var mermaid: String {
    var lines = ["stateDiagram-v2"]
    lines += within(Workflow.Definition.root, depth: 1)
    for edge in arrows {
      for target in edge.targets where edge.source != Workflow.Definition.root {
        lines.append("  \(name(edge.source)) --> \(name(target)): \(Self.plain(edge.words))")
      }
    }
    if mark != nil {
      lines.append("  classDef active fill:#ffd166,stroke:#33414e,stroke-width:2px")
      lines.append("  classDef visited stroke:#1d70b8,stroke-width:3px")
      for node in definition.states.dropFirst() where node.children.isEmpty {
        if isActive(node.id) {
          lines.append("  class \(name(node.id)) active")
        } else if wasEntered(node.id) {
          lines.append("  class \(name(node.id)) visited")
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func within(_ state: StateID, depth: Int) -> [String] {
    let space = String(repeating: "  ", count: depth)
    var lines: [String] = []
    for (number, node) in children(of: state).enumerated() {
      if number > 0, definition.isParallel(state) { lines.append("\(space)--") }
      lines += drawn(node, space, depth)
    }
    if case .compound(let initial) = definition[state].kind { lines.append("\(space)[*] --> \(name(initial))") }
    return lines
  }

  private func drawn(_ node: StateNode, _ space: String, _ depth: Int) -> [String] {
    switch node.kind {
    case .atomic: return ["\(space)state \"\(text(node))\" as \(name(node.id))"]
    case .final: return ["\(space)state \"\(text(node))\" as \(name(node.id))", "\(space)\(name(node.id)) --> [*]"]
    case .history(let isDeep, _): return ["\(space)state \"H\(isDeep ? "*" : "")\" as \(name(node.id))"]
    case .compound, .parallel:
      return ["\(space)state \"\(text(node))\" as \(name(node.id)) {"] + within(node.id, depth: depth + 1) + ["\(space)}"]
    }
  }

  /// Beside the name what is done there.
  private func text(_ node: StateNode) -> String {
    ([node.name] + (node.children.isEmpty ? doings(in: node.id).map(Self.short) : [])).map(Self.plain).joined(separator: "<br/>")
  }

  private func name(_ state: StateID) -> String { "s\(state.number)" }

  /// What means something to Mermaid is written by its number.
  private static func plain(_ text: String) -> String {
    text.reduce(into: "") { plain, character in
      switch character {
      case ":", ";", "#", "\"", "<", ">", "{", "}", "%":
        for scalar in character.unicodeScalars { plain += "#\(scalar.value);" }
      default: plain.append(character)
      }
    }
  }
}
