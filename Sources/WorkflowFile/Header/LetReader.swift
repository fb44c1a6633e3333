import CEL
import Workflow
import YAML

/// Reads `let`: named expressions, put into an order in which each comes after those that it reads.
struct LetReader {
  struct Draft {
    let name: String
    let source: String
    let node: YAML.Node
    let key: YAML.Node
    /// It needs itself, which was told: what else is wrong with it comes from that.
    var isCircular = false
  }

  let reading: Reading

  func read(_ node: YAML.Node?) -> [Draft] {
    guard let node else { return [] }
    let drafts = reading.entries(node, "`let`").compactMap(draft)
    return ordered(drafts)
  }

  private func draft(_ entry: YAML.Mapping.Entry) -> Draft? {
    let name = entry.name
    guard Reading.isVariable(name) else {
      reading.report(
        .badName, at: entry.key, "`\(name)` cannot be the name of an expression", hint: "letters, digits and `_`, and no word of CEL itself"
      )
      return nil
    }
    if ScopeSlot.allCases.contains(where: { "\($0)" == name }) {
      reading.report(.shadowedName, at: entry.key, "`\(name)` means something already", hint: "choose another name")
      return nil
    }
    guard let source = entry.value.text, !entry.value.isNull else {
      reading.report(.wrongShape, at: entry.value, "`\(name)` is an expression, not \(entry.value.kindName)")
      return nil
    }
    return Draft(name: name, source: source, node: entry.value, key: entry.key)
  }

  /// Depth first; the order of the file where nothing else is asked for.
  private func ordered(_ drafts: [Draft]) -> [Draft] {
    let byName = Dictionary(drafts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var ordered: [Draft] = []
    var done: Set<String> = []
    var path: [String] = []
    var circular: Set<String> = []
    func visit(_ draft: Draft) {
      if let start = path.firstIndex(of: draft.name) {
        guard circular.isDisjoint(with: path[start...]) else { return }
        circular.formUnion(path[start...])
        let circle = (path[start...] + [draft.name]).map { "`\($0)`" }.joined(separator: " → ")
        reading.report(.letCircle, at: draft.key, "these need each other in a circle: \(circle)")
        return
      }
      guard !done.contains(draft.name) else { return }
      path.append(draft.name)
      // What cannot be parsed is told when it is compiled.
      let names = (try? Environment.parse(draft.source))?.freeNames() ?? []
      for name in names { byName[name].map(visit) }
      path.removeLast()
      if done.insert(draft.name).inserted { ordered.append(draft) }
    }
    drafts.forEach(visit)
    for index in ordered.indices { ordered[index].isCircular = circular.contains(ordered[index].name) }
    return ordered
  }
}
