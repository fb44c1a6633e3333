import CEL
import Foundation
import Testing

/// Official state-machine tests (SCION and W3C SCXML), those that need neither an expression language nor `invoke`.
@Suite struct `Statecharts that others wrote` {
  /// What a test needs that workflows do not have.
  private static let foreign: Set<String> = ["ecma", "invoke", "script", "in_predicate", "datamodel", "assign"]

  @Test func `every official statechart test that fits goes as its script says`() throws {
    let material = ProcessInfo.processInfo.environment["TOCSIN_MATERIAL"] ?? "../shared/material"
    let folder = URL(fileURLWithPath: material).appendingPathComponent("statecharts")
    guard let index = try? Self.json(folder.appendingPathComponent("INDEX.json")).list else {
      // No material, no test: said, not counted as passed.
      Self.tell("statecharts: skipped, no folder \(folder.path)")
      return
    }
    let disputed = try Self.disputed(in: folder)
    var counts: [String: (passed: Int, failed: Int, skipped: Int)] = [:]
    var groups: [String] = []
    for row in index {
      let (group, name) = (row["group"]?.string ?? "", row["name"]?.string ?? "")
      let file = folder.appendingPathComponent("\(group)/\(name).json")
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      if counts[group] == nil { groups.append(group) }
      var count = counts[group] ?? (0, 0, 0)
      defer { counts[group] = count }
      let features = Set((row["features"]?.list ?? []).compactMap(\.string))
      guard features.isDisjoint(with: Self.foreign), !disputed.contains("\(group)/\(name)") else {
        count.skipped += 1
        continue
      }
      let test = try Self.json(file)
      var run = try StatechartRun(test["machine"] ?? .null)
      let difference = try run.play(test["script"] ?? .null)
      #expect(difference == nil, "\(group)/\(name)")
      if difference == nil { count.passed += 1 } else { count.failed += 1 }
    }
    for group in groups {
      guard let count = counts[group] else { continue }
      Self.tell("statecharts/\(group): \(count.passed) passed, \(count.failed) failed, \(count.skipped) skipped")
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
