import Machine
import Workflow

extension Chart {
  /// For Graphviz: states within states are clusters, final states have a double line.
  package var dot: String {
    var lines = [
      "digraph \(Self.quoted(definition.name)) {",
      "  graph [compound=true, rankdir=TB, fontname=\"Helvetica\", fontsize=11, nodesep=0.5, ranksep=0.6, pad=0.3, labelloc=t,",
      "    label=\(Self.quoted(definition.name))];",
      "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", color=\"#5b6b7b\", fontname=\"Helvetica\", fontsize=11, margin=\"0.15,0.08\"];",
      "  edge [color=\"#5b6b7b\", fontname=\"Helvetica\", fontsize=9, fontcolor=\"#33414e\", arrowsize=0.7];",
      "  begin [shape=circle, style=filled, fillcolor=\"#33414e\", color=\"#33414e\", label=\"\", width=0.15];",
    ]
    lines += anywhere(Workflow.Definition.root, "  ")
    for node in children(of: Workflow.Definition.root) { lines += drawn(node, depth: 1) }
    if case .compound(let initial) = definition[Workflow.Definition.root].kind {
      lines.append("  begin -> \(target(initial, label: "", isTaken: wasEntered(initial)))")
    }
    for edge in arrows { lines += edge.targets.map { arrow(edge, to: $0) } }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private func drawn(_ node: StateNode, depth: Int) -> [String] {
    let space = String(repeating: "  ", count: depth)
    switch node.kind {
    case .atomic, .final: return ["\(space)\(id(node.id)) [\(look(node))];"]
    case .history(let isDeep, _):
      return ["\(space)\(id(node.id)) [shape=circle, margin=\"0.02\", label=\"H\(isDeep ? "*" : "")\"];"]
    case .compound, .parallel:
      var lines = ["\(space)subgraph \(cluster(node.id)) {", "\(space)  label=<\(label(node))>; labeljust=l;"]
      let isDashed = node.parent.map { definition.isParallel($0) } ?? false
      lines.append(
        "\(space)  style=\"rounded,filled\(isDashed ? ",dashed" : "")\"; color=\"\(line(node))\"; fillcolor=\"\(fill(node, within: "#f4f6f8"))\";"
      )
      if case .compound(let initial) = node.kind {
        lines.append(
          "\(space)  \(id(node.id)) [shape=circle, style=filled, fillcolor=\"#33414e\", color=\"#33414e\", label=\"\", width=0.1];")
        lines.append("\(space)  \(id(node.id)) -> \(target(initial, label: "", isTaken: wasEntered(initial)))")
      } else {
        lines.append("\(space)  \(id(node.id)) [shape=point, style=invis];")
      }
      lines += anywhere(node.id, space + "  ")
      for child in children(of: node.id) { lines += drawn(child, depth: depth + 1) }
      return lines + ["\(space)}"]
    }
  }

  /// Where arrows begin that lead from a state to one within it: wherever in it the instance stands.
  private func anywhere(_ state: StateID, _ space: String) -> [String] {
    guard arrows.contains(where: { edge in edge.source == state && edge.targets.contains { isInward(edge, to: $0) } }) else { return [] }
    let words = state == Workflow.Definition.root ? "from anywhere" : "anywhere within"
    return ["\(space)any\(state.number) [shape=plain, style=\"\", fontsize=9, fontcolor=\"#5b6b7b\", label=<<i>\(words)</i>>];"]
  }

  private func isInward(_ edge: Edge, to state: StateID) -> Bool {
    !definition[edge.source].children.isEmpty && (state == edge.source || definition.isDescendant(state, of: edge.source))
  }

  private func look(_ node: StateNode) -> String {
    var words = ["label=<\(label(node))>", "fillcolor=\"\(fill(node, within: "#ffffff"))\"", "color=\"\(line(node))\""]
    if case .final = node.kind { words.append("peripheries=2") }
    if isActive(node.id) || wasEntered(node.id) { words.append("penwidth=2") }
    return words.joined(separator: ", ")
  }

  /// Where it stands is filled, where it was has a strong line.
  private func fill(_ node: StateNode, within plain: String) -> String {
    guard isActive(node.id) else { return plain }
    return node.children.isEmpty ? "#ffd166" : "#fff4d6"
  }

  private func line(_ node: StateNode) -> String { wasEntered(node.id) ? "#1d70b8" : "#5b6b7b" }

  private func label(_ node: StateNode) -> String {
    let lines = doings(in: node.id).map { "<br align=\"left\"/><font point-size=\"9\">\(Self.escaped(Self.short($0)))</font>" }
    return "<b>\(Self.escaped(node.name))</b>" + lines.joined() + (lines.isEmpty ? "" : "<br align=\"left\"/>")
  }

  private func arrow(_ edge: Edge, to state: StateID) -> String {
    let source = definition[edge.source]
    var tail = id(edge.source)
    var more = ""
    if isInward(edge, to: state) {
      tail = "any\(edge.source.number)"
    } else if !source.children.isEmpty {
      more = ", ltail=\(cluster(edge.source))"
    }
    return "  \(tail) -> \(target(state, label: edge.words, isTaken: wasTaken(edge), from: edge.source, more: more))"
  }

  private func target(_ state: StateID, label: String, isTaken: Bool, from source: StateID? = nil, more: String = "") -> String {
    var words = ["label=\(Self.quoted(label.isEmpty ? "" : " \(label) "))"]
    let isOutside = source.map { $0 != state && !definition.isDescendant($0, of: state) } ?? true
    if !definition[state].children.isEmpty, isOutside { words.append("lhead=\(cluster(state))") }
    if isTaken { words.append("color=\"#1d70b8\", penwidth=2.2, fontcolor=\"#1d70b8\"") }
    return "\(id(state)) [\(words.joined(separator: ", "))\(more)];"
  }

  private func id(_ state: StateID) -> String { "s\(state.number)" }
  private func cluster(_ state: StateID) -> String { "cluster_\(state.number)" }

  private static func quoted(_ text: String) -> String {
    "\"" + text.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0.isNewline ? " " : "\($0)" } + "\""
  }

  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
  }
}
