import CEL
import Foundation
import Testing

/// Official state-machine tests (SCION and W3C SCXML), those that need neither an expression language nor `invoke`.
@Suite struct `Statecharts that others wrote` {
  /// What a test needs that workflows do not have.
  private static let foreign: Set<String> = ["ecma", "invoke", "script", "datamodel", "assign"]

  @Test func `every official statechart test that fits goes as its script says`() throws {
    let material = ProcessInfo.processInfo.environment["TOCSIN_MATERIAL"] ?? "../shared/material"
    let folder = URL(fileURLWithPath: material).appendingPathComponent("statecharts")
    guard let index = try? Self.json(folder.appendingPathComponent("INDEX.json")).list else {
      // No material, no test: said, not counted as passed.
      Self.tell("statecharts: skipped, no folder \(folder.path)")
      return
    }
    let disputed = try Self.disputed(in: folder)
    var tally = Tally()
    for row in index {
      let (group, name) = (row["group"]?.string ?? "", row["name"]?.string ?? "")
      let file = folder.appendingPathComponent("\(group)/\(name).json")
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      let features = Set((row["features"]?.list ?? []).compactMap(\.string)).intersection(Self.foreign)
      let reason: String? = disputed.contains("\(group)/\(name)") ? "its script contradicts the W3C algorithm" : features.min()
      let difference = Self.difference(in: file)
      // What is skipped was tried all the same: one that would pass is no case to be skipped.
      if difference != nil, let reason {
        tally.skip(group, reason)
      } else {
        #expect(difference == nil, "\(group)/\(name)")
        tally.count(group, hasPassed: difference == nil)
      }
    }
    tally.lines.forEach(Self.tell)
    #expect(tally.passed > tally.skipped / 2, "most of what is there was skipped")
  }

  /// What goes otherwise than the script says; nil where nothing does.
  private static func difference(in file: URL) -> String? {
    do {
      let test = try json(file)
      var run = try StatechartRun(test["machine"] ?? .null)
      return try run.play(test["script"] ?? .null)
    } catch {
      return "cannot be told here: \(error)"
    }
  }

  /// Passed, failed and skipped by group, with the reasons.
  private struct Tally {
    private var groups: [(name: String, passed: Int, failed: Int, reasons: [String: Int])] = []

    var passed: Int { groups.map(\.passed).reduce(0, +) }
    var skipped: Int { groups.flatMap(\.reasons.values).reduce(0, +) }

    private mutating func position(_ group: String) -> Int {
      if let found = groups.firstIndex(where: { $0.name == group }) { return found }
      groups.append((group, 0, 0, [:]))
      return groups.count - 1
    }

    mutating func count(_ group: String, hasPassed: Bool) {
      let place = position(group)
      if hasPassed { groups[place].passed += 1 } else { groups[place].failed += 1 }
    }

    mutating func skip(_ group: String, _ reason: String) { groups[position(group)].reasons[reason, default: 0] += 1 }

    var lines: [String] {
      groups.map { group in
        let skipped = group.reasons.values.reduce(0, +)
        let reasons = group.reasons.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        return "statecharts/\(group.name): \(group.passed) passed, \(group.failed) failed, \(skipped) skipped"
          + (reasons.isEmpty ? "" : " (\(reasons))")
      } + ["statecharts: \(passed) passed, \(groups.map(\.failed).reduce(0, +)) failed, \(skipped) skipped"]
    }
  }

  /// Where the script contradicts the W3C algorithm (SCION takes some sends as immediate).
  private static func disputed(in folder: URL) throws -> Set<String> {
    let agreement = try json(folder.appendingPathComponent("W3C_ALGORITHM_AGREEMENT.json")).map ?? ValueMap()
    return Set(agreement.filter { $0.value.string != "agrees" }.map(\.key.text))
  }

  private static func json(_ file: URL) throws -> Value {
    try JSON.parse(Array(Data(contentsOf: file)))
  }

  private static func tell(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
