import Foundation
import Testing

/// Real cases that nobody here wrote; where they lie, `TOCSIN_MATERIAL` says.
enum Material {
  static let folder: URL = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let set = ProcessInfo.processInfo.environment["TOCSIN_MATERIAL"]
    return (set.map { URL(filePath: $0) } ?? root.appending(path: "../shared/material")).appending(path: "calendars")
  }()

  /// For a suite's trait: without material its cases are skipped, never passed.
  static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: folder.appending(path: path).path) }

  static func data(_ path: String) throws -> Data { try Data(contentsOf: folder.appending(path: path)) }

  static func read<Form: Decodable>(_ path: String, as form: Form.Type) throws -> Form {
    try JSONDecoder().decode(form, from: data(path))
  }

  static func files(in path: String, ending: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path).filter { $0.hasSuffix(ending) }.sorted().map {
      "\(path)/\($0)"
    }
  }
}

/// How the cases of one file came out.
struct Tally {
  let name: String
  private(set) var passed = 0
  private(set) var failures: [String] = []
  private var skipped: [String: Int] = [:]

  init(_ name: String) { self.name = name }

  /// Counts a case as passed, as different for a documented reason, or as failed.
  mutating func count(_ isRight: Bool, _ what: @autoclosure () -> String, unless reason: String? = nil) {
    if isRight {
      passed += 1
    } else if let reason {
      skip(reason)
    } else {
      failures.append(what())
    }
  }

  mutating func skip(_ reason: String) { skipped[reason, default: 0] += 1 }

  /// Prints the counts, and fails if a case did or if there was none.
  func close() {
    let reasons = skipped.sorted { $0.key < $1.key }.map { "\n    \($0.value) skipped: \($0.key)" }.joined()
    print("CalendarConformance \(name): \(passed) passed, \(failures.count) failed, \(skipped.values.reduce(0, +)) skipped\(reasons)")
    #expect(failures.isEmpty, "\(name): \(failures.prefix(20).joined(separator: "\n"))")
    #expect(passed > 0, "\(name) holds no case that was tried")
  }
}
