import CEL
import Foundation
import Template
import Testing
import Workflow
import WorkflowFile

/// The pages of codes: each says what is said of its bad example, and nothing of its good one.
struct CodePageTests {
  /// Codes of other readers, whose pages are theirs to try.
  private static let elsewhere: Set<DiagnosticCode> = [.propertyFails, .noWayToEnd, .possibleCircle]

  private static let tried = CodePage.all.filter { page in
    if case .scenario? = page.bad { return false }
    return page.bad != nil && !elsewhere.contains(page.code)
  }

  @Test func `only what no short file can show has no example`() {
    #expect(Set(CodePage.all.filter { $0.bad == nil || $0.good == nil }.map(\.code)) == [.searchTooLarge, .templateLimit])
  }

  @Test(arguments: tried.map(\.code.rawValue))
  func `a page's bad example is told with its code alone, and the good one not at all`(code: String) throws {
    let page = try #require(CodePage.page(of: code))
    let bad = try Self.diagnostics(#require(page.bad))
    #expect(Set(bad.map(\.code)) == [code], "\(bad.map { "\($0.place) \($0.code) \($0.message)" })")
    let good = try Self.diagnostics(#require(page.good))
    #expect(good == [], "\(good.map(\.message))")
  }

  @Test func `each thing that the checker can say has its page`() {
    let pages = Set(CodePage.all.map(\.code))
    #expect(CodePage.all.count == pages.count, "no code has two pages")
    let without = DiagnosticCode.allCases.filter { !pages.contains($0) }
    #expect(without == [])
  }

  /// With `TOCSIN_WRITE_PAGES` set the pages are written instead.
  @Test func `the pages in docs are those of the program`() throws {
    let folder = Project.root.appending(path: "docs/codes")
    var files = Dictionary(uniqueKeysWithValues: CodePage.all.map { ("\($0.code.rawValue).md", $0.markdown) })
    files["README.md"] = CodePage.index
    if ProcessInfo.processInfo.environment["TOCSIN_WRITE_PAGES"] != nil {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in files { try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8) }
    }
    for (name, text) in files {
      #expect(try Project.text("docs/codes/\(name)") == text, "docs/codes/\(name): write it anew with TOCSIN_WRITE_PAGES=1")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(names) == Set(files.keys))
  }

  private static func diagnostics(_ example: CodePage.Example) throws -> [Diagnostic] {
    do {
      switch example {
      case .workflow(let text): return try workflow(text)
      case .contacts(let text): _ = try ContactsReader().read(path: "contacts.yaml", text: text)
      case .calendar(let text): _ = try CalendarsReader().read(["calendars/office.yaml": Array(text.utf8)])
      case .template(let text): return try template(text)
      case .scenario: return []  // Not tried here.
      }
      return []
    } catch let error as Diagnostics {
      return error.all
    }
  }

  private static func workflow(_ text: String) throws -> [Diagnostic] {
    let read = try read(text)
    return read.warnings.all + WorkflowLinker([read.definition]).check()
  }

  private static func read(_ text: String) throws -> ReadWorkflow {
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: CodeExamples.contacts)
    return try WorkflowReader(known: CodeExamples.known(contacts)).read(path: "example.yaml", text: text, types: CodeExamples.types)
  }

  private static func template(_ text: String) throws -> [Diagnostic] {
    let definition = try read(CodeExamples.mailing).definition
    do throws(TemplateProblems) {
      let environment = definition.scope.environment(for: definition.messages[0].scope)
      _ = try TemplateLibrary(files: ["notice.html": text]).compileMail("notice", environment)
      return []
    } catch {
      return error.problems.map { problem in
        let code: DiagnosticCode =
          switch problem.code {
          case .missing: .unknownTemplate
          case .syntax: .templateSyntax
          case .expression: .templateExpression
          case .place: .templatePlace
          case .directive: .templateDirective
          case .include: .templateInclude
          case .address: .templateAddress
          case .limit: .templateLimit
          }
        return Diagnostic(code, place: Workflow.Place(file: "notice.html", line: 1, column: 1), message: problem.message)
      }
    }
  }
}
