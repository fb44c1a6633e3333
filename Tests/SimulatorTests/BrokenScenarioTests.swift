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
