import CEL
import Foundation
import Store
import Workflow

extension Command {
  static let diff = Command(
    name: "diff", summary: "Show what differs between two versions of a workflow.",
    discussion: "A version is WORKFLOW (the current one), WORKFLOW@NUMBER, or a file. Exit code 1 where they differ.",
    arguments: [
      Argument(name: "A", help: "One version: parcel@1."), Argument(name: "B", help: "The other: parcel, workflows/parcel.yaml."),
    ],
    run: { call in
      let (a, b) = (try call.required(0), try call.required(1))
      return try await call.withStore { access in
        let (left, right) = (try await VersionText.read(a, call, access), try await VersionText.read(b, call, access))
        let lines = LineDiff.lines(left.text, right.text)
        if call.isJSON {
          call.terminal.write(
            JSON.write([
              "a": .string(left.name), "b": .string(right.name), "same": .bool(lines.isEmpty), "lines": .list(lines.map { .string($0) }),
            ]))
        } else {
          call.terminal.write(lines.isEmpty ? "\(left.name) and \(right.name) are the same." : "\(left.name) and \(right.name) differ.")
          for line in lines { call.terminal.write(line) }
        }
        return lines.isEmpty ? .success : .trouble
      }
    })
}

/// A version of a workflow as its author wrote it.
struct VersionText {
  var name: String
  var text: String

  static func read(_ word: String, _ call: Invocation, _ access: StoreAccess) async throws -> VersionText {
    let url = URL(filePath: word, relativeTo: call.directory)
    if word.hasSuffix(".yaml") || word.contains("/") {
      guard let text = try? String(contentsOf: url, encoding: .utf8) else {
        throw UsageError("\(word) cannot be read.", hint: "Is it there, readable, and UTF-8?")
      }
      return VersionText(name: word, text: text)
    }
    let record = try await deployment(word, access)
    guard let closure = try await access.store.closure(of: record.hash) else {
      throw CommandError("The version \(record.hash) is not in the database.")
    }
    let parts = closure.files.enumerated().map { $0 == 0 ? $1.text : "# \($1.path)\n\($1.text)" }
    return VersionText(name: "\(record.workflow)@\(record.number)", text: parts.joined(separator: "\n"))
  }

  /// `parcel` or `parcel@2`.
  static func deployment(_ word: String, _ access: StoreAccess) async throws -> DeploymentRecord {
    let pieces = word.split(separator: "@", maxSplits: 1).map(String.init)
    let all = try await access.store.deployments(of: pieces.first ?? word)
    guard let newest = all.last else { throw CommandError("No workflow \(word) is deployed.", hint: "tocsin workflows") }
    guard pieces.count == 2 else { return newest }
    guard let number = Int(pieces[1]), let found = all.first(where: { $0.number == number }) else {
      throw CommandError("\(pieces[0]) has no deployment \(pieces[1]).", hint: "tocsin workflows \(pieces[0])")
    }
    return found
  }
}

/// Lines that differ, with a few around them.
enum LineDiff {
  private static let context = 2

  static func lines(_ old: String, _ new: String) -> [String] {
    let before = old.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    let after = new.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    let difference = after.difference(from: before)
    guard !difference.isEmpty else { return [] }
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var all: [(mark: String, text: String)] = []
    var (i, j) = (0, 0)
    while i < before.count || j < after.count {
      if removed.contains(i) {
        all.append(("-", before[i]))
        i += 1
      } else if inserted.contains(j) {
        all.append(("+", after[j]))
        j += 1
      } else {
        all.append((" ", after[j]))
        (i, j) = (i + 1, j + 1)
      }
    }
    return shown(all)
  }

  private static func shown(_ all: [(mark: String, text: String)]) -> [String] {
    let changed = all.indices.filter { all[$0].mark != " " }
    var lines: [String] = []
    var last = -1
    for index in all.indices where changed.contains(where: { abs($0 - index) <= context }) {
      if index > last + 1, last >= 0 { lines.append("  …") }
      lines.append("\(all[index].mark) \(all[index].text)")
      last = index
    }
    return lines
  }
}
