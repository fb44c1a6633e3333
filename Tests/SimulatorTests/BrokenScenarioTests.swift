import Foundation
import Scenario
import Testing
import Workflow
import WorkflowFile
import YAML

/// What is said of files that are no scenarios, word by word: `Tests/BrokenScenarios/NAME.yaml` and beside it all that is said of it.
struct BrokenScenarioTests {
  static let folder = World.root.appending(path: "Tests/BrokenScenarios")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
  }()

  @Test func `there are broken files to try`() {
    #expect(Self.names.count >= 7)
  }

  /// Those pages of codes whose examples are scenarios.
  private static let pages = CodePage.all.filter { page in if case .scenario? = page.bad { true } else { false } }

  @Test(arguments: pages.map(\.code.rawValue))
  func `a page's bad scenario is told with its code alone, and the good one not at all`(code: String) throws {
    let page = try #require(CodePage.page(of: code))
    let reader = ScenarioReader(try World(CodeExamples.tried).installation)
    let error = #expect(throws: Diagnostics.self) { try reader.read(path: "s.yaml", name: "s", text: #require(page.bad).text) }
    #expect(Set(error?.all.map(\.code) ?? []) == [code], "\(error?.all.map(\.message) ?? [])")
    #expect(throws: Never.self) { try reader.read(path: "s.yaml", name: "s", text: #require(page.good).text) }
  }

  @Test(arguments: names)
  func `a broken scenario is told with everything that is wrong with it`(name: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: "\(name).yaml"), encoding: .utf8)
    let expected = try String(contentsOf: Self.folder.appending(path: "\(name).txt"), encoding: .utf8)
    let reader = ScenarioReader(try World.shipped())
    let error = #expect(throws: Diagnostics.self) { try reader.read(path: "\(name).yaml", name: name, text: text) }
    let shown = DiagnosticText(sources: [SourceText(file: "\(name).yaml", text: text)]).render(error?.all ?? []) + "\n"
    if shown != expected, let folder = ProcessInfo.processInfo.environment["TOCSIN_WRITE_EXPECTED"] {
      try Data(shown.utf8).write(to: URL(filePath: folder).appending(path: "\(name).txt"))
    }
    #expect(shown == expected)
  }
}
