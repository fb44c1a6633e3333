import CEL
import Calendar
import Foundation
import Refresh
import Report
import YAML

/// The refreshes of an installation: `refreshes/*.yaml`.
struct RefreshFiles {
  let plans: [RefreshPlan]

  private static let keys = [
    "refresh", "description", "report", "table", "timezone", "batchDate", "keep", "duration", "summaries", "log", "incremental",
    "mayBecomeEmpty", "timeout", "refreshWhenOlder",
  ]

  /// - Throws: `YAMLProblems` with all that is wrong with all of them.
  init(directory: URL, reports: ReportFiles) throws {
    let problems = ProblemList()
    var plans: [RefreshPlan] = []
    for (path, text) in try TextFolder(root: directory).files(in: "refreshes", suffix: ".yaml", isDeep: false).sorted(by: {
      $0.key < $1.key
    }) {
      do throws(YAMLProblems) {
        let root = try YAML.parse(text, file: path)
        if let plan = Self.plan(root, reports, problems) { plans.append(plan) }
      } catch {
        problems.add(error)
      }
    }
    try problems.check()
    self.plans = plans
  }

  func plan(_ name: String) throws -> RefreshPlan {
    if let plan = plans.first(where: { $0.name == name || $0.sourceName == name }) { return plan }
    let near = Spelling.nearest(name, among: plans.map(\.name))
    throw UsageError("There is no refresh \(name).", hint: near.map { "Did you mean \($0)?" } ?? "refreshes/*.yaml declare them")
  }

  private static func plan(_ root: YAML.Node, _ reports: ReportFiles, _ problems: ProblemList) -> RefreshPlan? {
    guard let fields = SourceFields(root, "a refresh", known: keys, problems) else { return nil }
    guard let name = fields.requiredText("refresh", "its name"), let table = fields.requiredText("table", "where the rows go"),
      let node = fields.required("report", "what is read"), let report = report(node, reports, problems)
    else { return nil }
    var plan = RefreshPlan(name: name, report: report, table: table)
    plan.dateColumn = fields.text("batchDate", "the column with the day of the batch")
    plan.durationColumn = fields.text("duration", "the column with how long it took")
    plan.keepDays = days(fields["keep"], problems) ?? plan.keepDays
    plan.log = fields.text("log", "the table with a row per run")
    plan.mayBecomeEmpty = fields.flag("mayBecomeEmpty") ?? false
    plan.timeoutSeconds = fields.seconds("timeout") ?? plan.timeoutSeconds
    plan.staleSeconds = fields.seconds("refreshWhenOlder")
    plan.zone = zone(fields, problems)
    plan.incremental = fields["incremental"].flatMap { incremental($0, report, problems) }
    plan.summaries = summaries(fields, reports, problems)
    return plan
  }

  private static func report(_ node: YAML.Node, _ reports: ReportFiles, _ problems: ProblemList) -> Report? {
    let name = node.text ?? ""
    if let report = reports.reports.first(where: { $0.name == name }) { return report }
    problems.report(
      node, "there is no report `\(name)`", hint: CEL.Spelling.hint(name, among: reports.reports.map(\.name)) ?? "reports/\(name).sql")
    return nil
  }

  /// `7d`: a calendar's days, which are no fixed time.
  private static func days(_ node: YAML.Node?, _ problems: ProblemList) -> Int? {
    guard let node, let text = node.text else { return nil }
    if text.hasSuffix("d"), let days = Int(text.dropLast()), days >= 0 { return days }
    problems.report(node, "a number of days is expected", hint: "write `7d`")
    return nil
  }

  private static func zone(_ fields: SourceFields, _ problems: ProblemList) -> Zone {
    guard let node = fields["timezone"] else { return .utc }
    do {
      return try Zone(node.text ?? "")
    } catch {
      problems.report(node, "`timezone` \(error.problem)", hint: error.hint)
      return .utc
    }
  }

  private static func incremental(_ node: YAML.Node, _ report: Report, _ problems: ProblemList) -> RefreshPlan.Incremental? {
    guard let fields = SourceFields(node, "`incremental`", known: ["key", "since", "wholeEvery"], problems),
      let key = fields.required("key", "the columns that tell a row"), let since = fields.requiredText("since", "a parameter of the report")
    else { return nil }
    let parameter = report.parameters.first { $0.name == since && $0.type == .timestamp && $0.isOptional }
    if parameter == nil {
      problems.report(
        node, "the report has no optional parameter `\(since)` of type timestamp", hint: "-- parameter: \(since) timestamp optional")
    }
    let columns = key.sequence?.map { $0.text ?? "" } ?? [key.text ?? ""]
    for column in columns where !report.columns.contains(where: { $0.name == column }) {
      problems.report(key, "the report has no column `\(column)`")
    }
    return RefreshPlan.Incremental(key: columns, parameter: since, wholeEveryDays: days(fields["wholeEvery"], problems) ?? 7)
  }

  private static func summaries(_ fields: SourceFields, _ reports: ReportFiles, _ problems: ProblemList) -> [RefreshPlan.Summary] {
    (fields["summaries"]?.mapping?.entries ?? []).compactMap { entry in
      guard let report = report(entry.value, reports, problems) else { return nil }
      let isDated = report.parameters.allSatisfy { $0.name == "batch_date" && $0.type == .date }
      if report.source != DatabaseShelf.ownName || !isDated {
        problems.report(entry.value, "a summary is a report on `\(DatabaseShelf.ownName)` with no parameter but `batch_date date`")
      }
      return RefreshPlan.Summary(table: entry.name, report: report)
    }
  }
}
