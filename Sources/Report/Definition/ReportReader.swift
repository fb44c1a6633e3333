/// Reads a file of `reports/`: a comment at its head that says what it is, then one statement.
///
/// ```sql
/// -- title: Customers of one area by balance
/// -- source: ccb
/// -- timeout: 10m
/// -- parameter: nocs_code string                  The area
/// -- parameter: rows int = 15000                  At most so many
/// -- parameter: since date optional               Only customers since
/// -- column: customer_no string                   Customer
/// SELECT …
/// ```
package struct ReportReader {
  private let name: String
  private var report: Report
  private var problems: [ReportProblem] = []

  private init(name: String, text: String, sql: ReportSQL) {
    self.name = name
    report = Report(name: name, title: "", description: "", source: "", parameters: [], columns: [], sql: sql, text: text)
  }

  /// - Throws: all that is wrong with the file.
  package static func read(_ text: String, name: String) throws(ReportProblems) -> Report {
    let sql: ReportSQL
    do throws(ReportProblem) {
      sql = try ReportSQL(parsing: text)
      try sql.checkReads()
    } catch {
      throw ReportProblems(name: name, problems: [error])
    }
    var reader = ReportReader(name: name, text: text, sql: sql)
    reader.readHead()
    reader.check()
    if !reader.problems.isEmpty { throw ReportProblems(name: name, problems: reader.problems) }
    return reader.report
  }

  private static let keys = ["title", "source", "description", "timeout", "parameter", "column"]

  private mutating func readHead() {
    for (number, line) in report.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = trimmed(line)
      if line.isEmpty { continue }
      guard line.hasPrefix("--") else { return }
      let words = trimmed(line.dropFirst(2))
      guard let colon = words.firstIndex(of: ":") else { continue }
      let key = String(words[..<colon])
      let value = trimmed(words[words.index(after: colon)...])
      // A sentence with a colon in it is a remark.
      guard key.allSatisfy({ $0.isLetter }) else { continue }
      take(key, value, line: number + 1)
    }
  }

  private mutating func take(_ key: String, _ value: String, line: Int) {
    switch key {
    case "title": report.title = value
    case "source": report.source = value
    case "description": report.description += (report.description.isEmpty ? "" : " ") + value
    case "timeout":
      report.timeoutSeconds = Self.seconds(value)
      if report.timeoutSeconds == nil { complain("`timeout` is a time such as 90s, 30m or 1h, not \(value)", line) }
    case "parameter": takeParameter(value, line)
    case "column": takeColumn(value, line)
    default:
      // Other words with a colon are remarks, unless they are nearly one of ours.
      if Self.keys.contains(where: { $0.hasPrefix(key.lowercased().prefix(4)) && key.count >= 4 }) {
        complain("`\(key)` is not known here; known are \(Self.keys.joined(separator: ", "))", line)
      }
    }
  }

  private mutating func takeParameter(_ value: String, _ line: Int) {
    var words = value.split(separator: " ", omittingEmptySubsequences: true)[...]
    guard let name = words.popFirst().map(String.init), let type = type(words.popFirst(), name, line) else { return }
    var parameter = ReportParameter(name, type)
    if words.first == "optional" {
      parameter.isOptional = true
      words = words.dropFirst()
    } else if words.first == "=" {
      words = words.dropFirst()
      parameter.fallback = words.popFirst().map(String.init)
      if parameter.fallback == nil { complain("`\(name)` has no value behind `=`", line) }
    }
    parameter.title = words.joined(separator: " ")
    if report.parameters.contains(where: { $0.name == name }) { complain("the parameter `\(name)` is there twice", line) }
    if let text = parameter.fallback, Cell(parsing: text, as: type) == nil { complain("`\(text)` is no \(type.rawValue)", line) }
    report.parameters.append(parameter)
  }

  private mutating func takeColumn(_ value: String, _ line: Int) {
    var words = value.split(separator: " ", omittingEmptySubsequences: true)[...]
    guard let name = words.popFirst().map(String.init), let type = type(words.popFirst(), name, line) else { return }
    if report.columns.contains(where: { $0.name == name }) { complain("the column `\(name)` is there twice", line) }
    report.columns.append(ReportColumn(name, type, title: words.isEmpty ? nil : words.joined(separator: " ")))
  }

  private mutating func type(_ word: Substring?, _ name: String, _ line: Int) -> ColumnType? {
    if let word, let type = ColumnType(rawValue: String(word)) { return type }
    let known = ColumnType.allCases.map(\.rawValue).joined(separator: ", ")
    complain("`\(name)` needs a type: one of \(known)", line)
    return nil
  }

  private mutating func check() {
    if report.title.isEmpty { complain("`-- title:` is missing", 1) }
    if report.source.isEmpty { complain("`-- source:` is missing", 1) }
    if report.columns.isEmpty { complain("no `-- column:` says what it answers with", 1) }
    let declared = Set(report.parameters.map(\.name))
    for bind in report.sql.binds where !declared.contains(bind) {
      complain("`:\(bind)` is asked for, but no `-- parameter:` declares it", 0)
    }
    for parameter in report.parameters where !report.sql.binds.contains(parameter.name) {
      complain("the parameter `\(parameter.name)` is not used", 0)
    }
  }

  private mutating func complain(_ message: String, _ line: Int) { problems.append(ReportProblem(message, line: line)) }

  /// `90s`, `30m`, `1h`.
  private static func seconds(_ text: String) -> Double? {
    guard let unit = text.last, let factor = ["s": 1.0, "m": 60, "h": 3_600][String(unit)], let number = Int(text.dropLast()),
      number > 0
    else { return nil }
    return Double(number) * factor
  }
}

/// All that is wrong with one report.
package struct ReportProblems: Error, Hashable, Sendable, CustomStringConvertible {
  package var name: String
  package var problems: [ReportProblem]

  package init(name: String, problems: [ReportProblem]) { (self.name, self.problems) = (name, problems) }

  package var description: String { problems.map { "reports/\(name).sql: \($0)" }.joined(separator: "\n") }
}

func trimmed(_ text: some StringProtocol) -> String {
  let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
  let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? text.endIndex
  return start < end ? String(text[start..<end]) : ""
}
