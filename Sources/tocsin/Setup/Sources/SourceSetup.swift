package import Executor
package import Foundation
import Refresh
import Report
package import Source
import YAML

/// A question that workflows can ask, ready to be asked.
package struct ConfiguredSource: Sendable {
  /// As workflows say it: `chargecloud/faulty-bookings`.
  package var name: String
  package var source: any Source
  /// How many such questions may be under way at a time.
  package var concurrency: Int
}

/// The sources that `sources/*.yaml` of an installation declares.
package enum SourceSetup {
  /// - Parameter directory: the folder with `tocsin.yaml`.
  /// - Throws: `YAMLProblems` with all that is wrong with all files.
  package static func sources(
    directory: URL, environment: [String: String], clock: any ExecutorClock
  ) throws -> [ConfiguredSource] {
    let problems = ProblemList()
    let declared = try declarations(directory, problems)
    let assembly = SourceAssembly(directory: directory, environment: environment, clock: clock, problems: problems)
    let sources = declared.flatMap { assembly.sources($0) }
    try problems.check()
    return sources
  }

  /// The names of all questions, reports and refreshes, for the checker; needs no secret.
  package static func names(directory: URL) throws -> [String] {
    let problems = ProblemList()
    let declared = try declarations(directory, problems)
    try problems.check()
    let reports = try ReportFiles(directory: directory)
    let refreshes = try RefreshFiles(directory: directory, reports: reports)
    return declared.flatMap { source in source.questions.map { "\(source.name)/\($0.name)" } } + reports.reports.map(\.sourceName)
      + refreshes.plans.map(\.sourceName)
  }

  /// The names of questions that files answer: asking them reaches nobody.
  static func fileQuestions(directory: URL) throws -> [String] {
    let problems = ProblemList()
    let declared = try declarations(directory, problems)
    try problems.check()
    return declared.flatMap { source -> [String] in
      guard case .files = source.kind else { return [] }
      return source.questions.map { "\(source.name)/\($0.name)" }
    }
  }

  /// More are no installation that somebody keeps by hand.
  private static let filesMax = 1_000

  static func declarations(_ directory: URL, _ problems: ProblemList) throws -> [SourceDeclaration] {
    let folder = directory.appending(path: "sources")
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted()
    guard names.count <= filesMax else { throw CocoaError(.fileReadTooLarge) }
    let books = RuleShelf(directory: directory, problems: problems)
    var declared: [SourceDeclaration] = []
    for name in names {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      let reader = SourceFileReader(books: books, problems: problems)
      guard let source = reader.read(text, file: "sources/\(name)") else { continue }
      if declared.contains(where: { $0.name == source.name }) {
        problems.report(source.nameNode, "there is another source `\(source.name)`")
      }
      declared.append(source)
    }
    return declared
  }
}
