import CEL
import Foundation
import Rules

/// The project's own files.
enum Project {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func rules() throws -> RuleBook { try book.get() }

  /// Read once: some hundred tests ask for it.
  private static let book = Result {
    let file = root.appending(path: "rules/faulty-session.yaml")
    return try RuleBook(reading: String(contentsOf: file, encoding: .utf8), file: "rules/faulty-session.yaml")
  }

  /// The rows of all JSON files of a folder, in the order of their names.
  static func rows(_ folder: String) throws -> [Value] { try rows(in: root.appending(path: folder)) }

  static func rows(in folder: URL) throws -> [Value] {
    try names(in: folder, ending: ".json").flatMap { name in
      let value = try JSON.parse(Array(Data(contentsOf: folder.appending(path: name))))
      return value.list ?? [value]
    }
  }

  static func names(in folder: URL, ending suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(suffix) }.sorted()
  }
}

/// Real cases that nobody here wrote; where they lie, `TOCSIN_MATERIAL` says.
enum Material {
  static let folder: URL = {
    let set = ProcessInfo.processInfo.environment["TOCSIN_MATERIAL"]
    return set.map { URL(filePath: $0) } ?? Project.root.appending(path: "../shared/material")
  }()

  /// For a suite's trait: without material its cases are skipped, never passed.
  static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: folder.appending(path: path).path) }
}

func time(_ text: String) throws -> Timestamp {
  guard let time = Timestamp(text) else { throw UnreadableTime(text: text) }
  return time
}

struct UnreadableTime: Error { let text: String }
