import CEL
import Foundation
import Report
import Workflow

/// The reports of an installation: `reports/*.sql`, each read once, checked together.
struct ReportFiles: Sendable {
  let reports: [Report]

  /// - Throws: `CommandError` with all that is wrong with all of them.
  init(directory: URL) throws {
    var reports: [Report] = []
    var wrong: [String] = []
    let files = try TextFolder(root: directory).files(in: "reports", suffix: ".sql", isDeep: false)
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
      let name = String(path.dropFirst("reports/".count).dropLast(".sql".count))
      do throws(ReportProblems) {
        reports.append(try ReportReader.read(text, name: name))
      } catch {
        wrong.append(error.description)
      }
    }
    if !wrong.isEmpty { throw CommandError("A report is not right.\n" + wrong.joined(separator: "\n")) }
    self.reports = reports
  }

  private init(_ reports: [Report]) { self.reports = reports }

  /// With what the sources say of their parameters.
  func on(_ sources: [SourceDeclaration]) throws -> ReportFiles {
    ReportFiles(
      try reports.map { report in
        guard case .database(let database)? = sources.first(where: { $0.name == report.source })?.kind else { return report }
        var report = report
        for (name, text) in database.parameters {
          guard let place = report.parameters.firstIndex(where: { $0.name == name }) else { continue }
          guard Cell(parsing: text, as: report.parameters[place].type) != nil else {
            throw CommandError(
              "sources/\(report.source).yaml: the parameter \(name) is no \(report.parameters[place].type.rawValue): \(text)")
          }
          report.parameters[place].fallback = text
        }
        return report
      })
  }

  /// The types of the rows that each answers with, by question: what workflows read of them has these types.
  var rowTypes: [String: ObjectType] {
    Dictionary(
      reports.map { report in
        let fields = report.columns.map { ObjectType.Field($0.name, $0.type.celType) }
        return (report.sourceName, AnswerType.row(of: report.sourceName, fields))
      }, uniquingKeysWith: { first, _ in first })
  }

  /// By the file's name, or as workflows write it.
  func report(_ name: String) throws -> Report {
    if let report = reports.first(where: { $0.name == name || $0.sourceName == name }) { return report }
    let near = Spelling.nearest(name, among: reports.map(\.name))
    throw UsageError("There is no report \(name).", hint: near.map { "Did you mean \($0)?" } ?? "tocsin report list")
  }
}
