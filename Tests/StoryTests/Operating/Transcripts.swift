import Foundation
import Synchronization
import TestSupport
import Testing

/// What stories show on docs/operations.md: commands and what they said, under the name that the page has for it.
///
/// What no two runs share is written as the page has it, as wide as it was, so that columns stand. With TOCSIN_WRITE_PAGES set the page
/// is written anew instead of compared.
final class Transcripts: Sendable {
  private let shown = Mutex<[String: String]>([:])

  private static let page = URL(filePath: SampleMonth.root).appending(path: "docs/operations.md")
  /// Stories run at once; one writes the page at a time.
  private static let writing = Mutex(())
  /// Longer answers are cut in their middle.
  private static let linesMax = 14
  private static let headLines = 8

  func add(_ name: String, _ arguments: [String], _ said: String, database: String) {
    let words = arguments.map { $0.contains { " '\"*&|<>{}".contains($0) } ? "\"\($0)\"" : $0 }
    let answer = Self.cut(Self.polished(said, database: database))
    let asked = Self.polished("$ tocsin \(words.joined(separator: " "))\n", database: database)
    shown.withLock { $0[name, default: ""] += asked + answer }
  }

  /// Whether the page has it as it was said.
  func check(_ name: String, location: SourceLocation = #_sourceLocation) throws {
    let told = shown.withLock { $0[name] } ?? ""
    try Self.writing.withLock { _ in
      let text = try String(contentsOf: Self.page, encoding: .utf8)
      let head = "<!-- transcript: \(name) -->\n```\n"
      let tail = "```\n"
      guard let start = text.range(of: head), let end = text.range(of: tail, range: start.upperBound..<text.endIndex) else {
        throw TestSupportError("docs/operations.md has no place for the transcript \(name)")
      }
      let range = start.upperBound..<end.lowerBound
      guard ProcessInfo.processInfo.environment["TOCSIN_WRITE_PAGES"] == nil else {
        return try text.replacingCharacters(in: range, with: told).write(to: Self.page, atomically: true, encoding: .utf8)
      }
      #expect(text[range] == told, "docs/operations.md: TOCSIN_WRITE_PAGES=1 writes it anew", sourceLocation: location)
    }
  }

  private static func polished(_ text: String, database: String) -> String {
    var polished = text.replacingOccurrences(of: database, with: "host=db dbname=tocsin")
    for (pattern, word) in [
      (#"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"#, "2026-06-21 03:02:07"), (#"\d{4}-\d\d-\d\d \d\d:\d\d(?!:)"#, "2026-06-21 03:02"),
      (#"[0-9a-f]{32}"#, "3a5f0c11d27e4b6c8d90e1f2a3b4c5d6"), (#"\b(?=[0-9a-f]*\d)[0-9a-f]{12}\b"#, "5be0c61f0a11"),
      (#"127\.0\.0\.1(:| port )\d+"#, "10.0.0.25$125025"), (#"\((a moment|\d+ (second|minute)s?( \d+ seconds?)?)\)"#, "(12 minutes)"),
      (#"since (a moment|\d+ (second|minute)s?( \d+ seconds?)?):"#, "since 12 minutes:"),
      (#"\S+ \w+ in all \([^)]*\)"#, "36 GB in all (outbox 21 GB, history 12 GB, inbox 3.1 GB)"),
      (#"grows by \S+ \w+ a day"#, "grows by 150 MB a day"), (#"; \S+ (MB|GB|TB) are free"#, "; 903 MB are free"),
      (#"; \S+ (bytes|KB) are free"#, "; 0 bytes are free"), (#"in \d+ ms"#, "in 2 ms"), (#"queue id \w+"#, "queue id 4ZTESTQUEUE1"),
      (#"about \d+ steps"#, "about 40000 steps"), (#"/tmp/[\w/.-]+"#, "/etc/tocsin/main"), (#" +\n"#, "\n"),
    ] { polished = polished.replacingOccurrences(of: pattern, with: word, options: .regularExpression) }
    return polished
  }

  private static func cut(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    guard lines.count > linesMax else { return text }
    return (lines.prefix(headLines) + ["…"] + lines.suffix(2)).joined(separator: "\n") + "\n"
  }
}
