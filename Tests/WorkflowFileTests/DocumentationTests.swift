import CEL
import Foundation
import Testing
import Workflow
import WorkflowFile

/// What the pages about the language show must be right.
struct DocumentationTests {
  /// The whole workflows that a page shows, each with the line on which it begins.
  private static func workflows(in page: String) throws -> [(line: Int, text: String)] {
    let lines = try Project.text(page).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var found: [(line: Int, text: String)] = []
    var block: [Substring]?
    for (number, line) in lines.enumerated() {
      if let open = block {
        if line == "```" {
          if open.first?.hasPrefix("workflow:") == true { found.append((number - open.count + 1, open.joined(separator: "\n") + "\n")) }
          block = nil
        } else {
          block = open + [line]
        }
      } else if line == "```yaml" {
        block = []
      }
    }
    return found
  }

  static var pages: [String] {
    let folder = Project.root.appending(path: "docs/language")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []  // Without pages there is no case to run.
    return names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/language/\($0)" }
  }

  @Test(arguments: pages)
  func `a page of the language shows workflows that have nothing wrong`(page: String) throws {
    let examples = try Self.workflows(in: page)
    #expect(!examples.isEmpty)
    for example in examples {
      do {
        let read = try WorkflowReader(known: KnownNames()).read(path: page, text: example.text, types: [:])
        #expect(read.warnings.text([page: example.text]) == "", "line \(example.line)")
      } catch {
        Issue.record("line \(example.line)\n\(error.text([page: example.text]))")
      }
    }
  }

  @Test func `there are pages to look at`() { #expect(!Self.pages.isEmpty) }
}
