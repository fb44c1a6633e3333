import CEL
import Foundation
import Testing
import Workflow
import WorkflowFile

/// What the pages about the language, the cookbook and the tutorial show must be right.
struct DocumentationTests {
  /// The whole workflows that a page shows, each with the line on which it begins.
  private static func workflows(in page: String) throws -> [(line: Int, text: String)] {
    let lines = try Project.text(page).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var found: [(line: Int, text: String)] = []
    var block: [Substring]?
    for (number, line) in lines.enumerated() {
      if let open = block {
        if line == "```" {
          // The name of the file may stand above it.
          let first = open.first { !$0.hasPrefix("#") }
          if first?.hasPrefix("workflow:") == true { found.append((number - open.count + 1, open.joined(separator: "\n") + "\n")) }
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
    return names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/language/\($0)" } + ["docs/cookbook.md", "docs/tutorial.md"]
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

  /// Other pages show no whole workflow but these; each contacts.yaml too.
  @Test func `the contacts that a page shows are read`() throws {
    let page = try Project.text("docs/language/people.md")
    let text = try #require(page.firstMatch(of: /```yaml\n(# contacts.yaml\n[^`]*)```/)?.1)
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: String(text))
    #expect(contacts.type.rotations == [.init(name: "support", layers: 2)])
  }

  /// With `TOCSIN_WRITE_PAGES` set the page is written instead.
  @Test func `the page of all keys is made of the tables that read them`() throws {
    let file = Project.root.appending(path: "docs/language/keys.md")
    if ProcessInfo.processInfo.environment["TOCSIN_WRITE_PAGES"] != nil {
      try KeyReference.markdown.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try Project.text("docs/language/keys.md") == KeyReference.markdown, "write it anew with TOCSIN_WRITE_PAGES=1")
  }

  @Test func `each key of the language is told in one place of the page`() {
    for form in KeyReference.files.flatMap(\.forms) {
      for name in form.names {
        let heading = "(\(form.name))\n"
        let section = KeyReference.markdown.components(separatedBy: heading).dropFirst().first.map {
          $0.components(separatedBy: "\n###")[0]
        }
        let rows = section?.components(separatedBy: "\n").filter { $0.hasPrefix("| `\(name)`") } ?? []
        #expect(rows.count == 1, "\(form.name).\(name)")
      }
    }
  }

  @Test func `there are pages to look at`() { #expect(!Self.pages.isEmpty) }
}
