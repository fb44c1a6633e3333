import CEL
import Foundation
import Testing

/// The official conformance tests, as many as there are in the material.
@Suite struct CELConformance {
  /// Sections that are left out, each with its reason. A case in one of them that passes fails the suite.
  static let skipped: [(file: String, section: String?, reason: String)] = [
    ("network_ext", nil, "addresses and networks have no use in workflows")
  ]

  private struct Tally {
    var passed = 0
    var failed: [String] = []
    var skipped = 0
    var reason = ""
  }

  @Test func `every official case that needs no protobuf message passes`() throws {
    guard let files = Material.files(in: "cel", ending: ".json") else {
      report("CELConformance: skipped, there is no folder \(Material.folder.path)/cel")
      return
    }
    #expect(!files.isEmpty)
    for file in files {
      let tally = try run(file)
      report(
        "CELConformance \(file.lastPathComponent): \(tally.passed) passed, \(tally.failed.count) failed, \(tally.skipped) skipped"
          + (tally.reason.isEmpty ? "" : " (\(tally.reason))"))
      #expect(tally.failed.isEmpty, "\(tally.failed.joined(separator: "\n"))")
    }
  }

  private func report(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

  private func run(_ file: URL) throws -> Tally {
    let json = try JSON.parse([UInt8](Data(contentsOf: file)))
    let name = json["file"]?.string ?? file.lastPathComponent
    var tally = Tally()
    for test in json["tests"]?.list ?? [] {
      let testCase = ConformanceCase(
        file: name, section: test["section"]?.string ?? "", name: test["name"]?.string ?? "", expression: test["expr"]?.string ?? "",
        json: test)
      count(testCase, &tally)
    }
    return tally
  }

  private func count(_ testCase: ConformanceCase, _ tally: inout Tally) {
    let problem = problem(testCase)
    let skip = Self.skipped.first { $0.file == testCase.file && ($0.section == nil || $0.section == testCase.section) }
    switch (skip, problem) {
    case (nil, nil): tally.passed += 1
    case (nil, let problem?): tally.failed.append("\(testCase.title): `\(testCase.expression)`: \(problem)")
    case (let skip?, nil) where testCase.json["expect"]?["errors"] == nil:
      tally.failed.append("\(testCase.title) passes, though it is to be skipped: \(skip.reason)")
    case (let skip?, _):
      tally.skipped += 1
      tally.reason = skip.reason
    }
  }

  /// What is wrong with the outcome of a case; nil if nothing.
  private func problem(_ testCase: ConformanceCase) -> String? {
    let expected = testCase.json["expect"] ?? [:]
    let isChecked = testCase.json["disable_check"]?.bool != true
    do {
      let environment = try testCase.environment()
      let program = isChecked ? try environment.compile(testCase.expression) : try environment.uncheckedCompile(testCase.expression)
      if isChecked, let type = expected["type"] {
        let type = ConformanceCase.type(type)
        if program.type != type { return "has the type \(program.type), expected \(type)" }
      }
      if let problem = problemOfPrinting(program) { return problem }
      if testCase.json["check_only"]?.bool == true { return nil }
      return problemOfEvaluating(program, environment, testCase, expected)
    } catch {
      return expected["errors"] == nil ? "\(error)" : nil
    }
  }

  private func problemOfEvaluating(
    _ program: Program, _ environment: Environment, _ testCase: ConformanceCase, _ expected: Value
  ) -> String? {
    var bindings: [String: Value] = [:]
    for (key, value) in testCase.json["bindings"]?.map ?? [:] { bindings[key.text] = ConformanceCase.value(value) }
    do {
      let value = try program.evaluate(Bindings(environment, bindings))
      guard let wanted = expected["value"] else { return "is \(value), expected an error" }
      guard let wanted = ConformanceCase.value(wanted) else { return "the expected value cannot be read: \(wanted)" }
      return matches(value, wanted) ? nil : "is \(value), expected \(wanted)"
    } catch {
      return expected["errors"] == nil ? "fails: \(error.message)" : nil
    }
  }

  /// The same kind as well as the same value; type values by name, NaN and the sign of zero as they are.
  private func matches(_ value: Value, _ wanted: Value) -> Bool {
    switch (value, wanted) {
    case (.type(let a), .type(let b)): a.name == b.name
    case (.double(let a), .double(let b)): a.isNaN && b.isNaN || (a == b && a.sign == b.sign)
    case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { matches($0, $1) }
    default: value == wanted
    }
  }

  private func problemOfPrinting(_ program: Program) -> String? {
    let text = program.syntax.description
    do {
      let again = try Environment.parse(text)
      return again == program.syntax ? nil : "prints as `\(text)`, which parses differently: `\(again)`"
    } catch {
      return "prints as `\(text)`, which does not parse: \(error.message)"
    }
  }
}
