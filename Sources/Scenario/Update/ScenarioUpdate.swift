import Calendar
import Machine
import Simulator
import Workflow
import YAML

/// Writes what happened into the `expect` of scenarios that did not come out as they should. Times at which all was as expected keep
/// their lines and comments.
package struct ScenarioUpdate {
  private let file: ScenarioFile

  package init(_ file: ScenarioFile) { self.file = file }

  /// The new text, and which scenarios were written anew; one whose `expect` is shared with others is left as it is.
  package func text(_ results: [ScenarioResult]) -> (text: String, scenarios: [String]) {
    // A file that was played is YAML.
    guard let root = try? YAML.parse(file.text, file: file.path) else { return (file.text, []) }
    var lines = SourceText(file: file.path, text: file.text).allLines
    var updated: [String] = []
    // From the end, so that earlier lines keep their numbers.
    let failed = results.filter { !$0.hasPassed }.compactMap { result in node(result.scenario.name, root).map { (result, $0) } }
    for (result, node) in failed.sorted(by: { $0.1.start.line > $1.1.start.line }) {
      guard let verdict = result.verdict, let mapping = node.mapping, node.aliasRange == nil else { continue }
      let writer = ExpectationWriter(verdict: verdict)
      if let entry = mapping.entry("expect"), !entry.isMerged {
        let present = ExpectBlock(entry, lines: lines)
        let indent = String(repeating: " ", count: (present.indent ?? entry.key.start.column + 1))
        lines.replaceSubrange(present.lines, with: [present.head] + writer.lines(keeping: present.moments, indent: indent))
      } else if !node.isFlow, root.mapping?["expect"] == nil {
        let column = mapping.entries.first?.key.start.column ?? 1
        let own = String(repeating: " ", count: column - 1)
        var block = ["\(own)expect:"] + writer.lines(keeping: [], indent: own + "  ")
        if mapping["otherwise"] == nil, root.mapping?["otherwise"] == nil { block.append("\(own)otherwise: nothing") }
        lines.insert(contentsOf: block, at: node.lastLine)
      } else {
        continue
      }
      updated.append(result.scenario.name)
    }
    return (lines.joined(separator: "\n"), updated.reversed())
  }

  private func node(_ name: String, _ root: YAML.Node) -> YAML.Node? {
    guard let all = root["scenarios"] else { return root }
    return name.split(separator: "/").last.flatMap { all[String($0)] }
  }
}

/// `expect` as it stands in the file: its times with their lines.
struct ExpectBlock {
  struct Moment {
    /// `2026-06-16 09:00`, or an interval.
    var key: String
    /// From the comments above the key to the last line before the next.
    var text: [String]
    /// From 1.
    var range: ClosedRange<Int>
  }

  /// `expect:` with its own comment.
  let head: String
  /// All lines from the key on, from 0.
  let lines: Range<Int>
  /// Columns before the times; nil where none is there.
  let indent: Int?
  let moments: [Moment]

  init(_ entry: YAML.Mapping.Entry, lines all: [String]) {
    let first = entry.key.start.line
    let entries = entry.value.isFlow ? [] : entry.value.mapping?.entries ?? []
    let last = max(first, entry.value.isNull ? first : entry.value.lastLine)
    head = entries.isEmpty ? String(all[first - 1].prefix(entry.key.start.column - 1)) + "expect:" : all[first - 1]
    lines = (first - 1)..<last
    indent = entries.first.map { $0.key.start.column - 1 }
    var starts: [Int] = []
    for one in entries {
      var line = one.key.start.line
      let floor = starts.last.map { $0 + 1 } ?? first + 1
      while line > floor, all[line - 2].drop(while: { $0 == " " }).hasPrefix("#") { line -= 1 }
      starts.append(line)
    }
    moments = entries.enumerated().map { number, one in
      let end = number + 1 < starts.count ? starts[number + 1] - 1 : last
      return Moment(key: one.name, text: Array(all[(starts[number] - 1)..<end]), range: starts[number]...max(end, starts[number]))
    }
  }
}

extension YAML.Node {
  /// The line on which the last word of it stands.
  var lastLine: Int {
    if let aliasRange { return aliasRange.end.line }
    switch content {
    case .scalar:
      return scalar?.style == .literal || scalar?.style == .folded ? max(start.line, end.column == 1 ? end.line - 1 : end.line) : end.line
    case .sequence(let nodes): return isFlow ? end.line : nodes.map(\.lastLine).max() ?? start.line
    case .mapping(let mapping):
      return isFlow
        ? end.line
        : mapping.entries.flatMap { [$0.key.end.line, $0.value.isNull ? $0.key.end.line : $0.value.lastLine] }.max() ?? start.line
    }
  }
}

extension SourceText {
  /// As they stand, without their line breaks.
  fileprivate var allLines: [String] { (1...lineCount).map { String(line($0)) } }
}
