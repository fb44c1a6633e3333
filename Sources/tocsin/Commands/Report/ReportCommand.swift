import CEL
import Report

extension Command {
  static let report = Command(
    name: "report", summary: "List, show and run reports: questions to databases that never write.",
    discussion: """
      A report is a file reports/NAME.sql. Its parameters are given with --param NAME=VALUE, once for each; they travel as
      parameters, never as text of the statement. Rows are written as they come; each run is noted in query_logs.
      """,
    arguments: [
      Argument(name: "list|show|run", help: "What to do."), Argument(name: "NAME", help: "The report.", isOptional: true),
    ],
    options: [
      Option(name: "--param", value: "K=V", help: "A parameter; several, if you like."),
      Option(name: "--format", value: "FORMAT", help: "table (default on a terminal), csv, json, xlsx."),
      Option(name: "--output", value: "FILE", help: "Where it is written; needed for xlsx."),
      Option(name: "--limit", value: "N", help: "At most so many rows."),
      Option(name: "--timeout", value: "SECONDS", help: "At most so long, instead of what the report says."),
    ],
    run: { call in
      switch try call.required(0) {
      case "list": try list(call)
      case "show": try show(try call.required(1), call)
      case "run": return try await run(try call.required(1), call)
      case let other:
        throw UsageError("report \(other) is nothing.", hint: "tocsin report list, show NAME, or run NAME")
      }
      return .success
    })

  static let query = Command(
    name: "query", summary: "Ask a database once, reading only.",
    discussion: "For a look at something that no report shows. One statement; the session refuses writes; noted in query_logs.",
    arguments: [Argument(name: "SOURCE", help: "A database of sources/, or tocsin."), Argument(name: "SQL", help: "The statement.")],
    options: report.options.filter { $0.name != "--param" },
    run: { call in
      let sql: ReportSQL
      do throws(ReportProblem) {
        sql = try ReportSQL(parsing: call.argument(1) ?? "")
        try sql.checkReads()
        if let bind = sql.binds.first { throw ReportProblem(":\(bind) is a parameter, which only a report has") }
      } catch {
        throw UsageError("The statement: \(error.message).")
      }
      let source = try call.required(0)
      return try await call.withReadingRoom { _, room in
        let database = try room.databases.source(source)
        let query = ReportQuery(
          name: "query", sql: sql, timeoutSeconds: Double(try call.number("--timeout", default: Int(database.timeoutSeconds))))
        return try await ReportRun(call: call, zone: try call.configuration().timezone, title: "Query").run(query, on: database)
      }
    })

  private static func list(_ call: Invocation) throws {
    let files = try ReportFiles(directory: call.directory)
    if call.isJSON { return call.terminal.write(JSON.write(.list(files.reports.map(\.json)))) }
    var table = Table("REPORT", "SOURCE", "PARAMETERS", "TITLE")
    for report in files.reports {
      let parameters = report.parameters.map { $0.isOptional || $0.fallback != nil ? "[\($0.name)]" : $0.name }
      table.add(report.name, report.source, parameters.joined(separator: " "), report.title)
    }
    for line in table.lines(call.terminal) { call.terminal.write(line) }
  }

  private static func show(_ name: String, _ call: Invocation) throws {
    let report = try ReportFiles(directory: call.directory).report(name)
    if call.isJSON { return call.terminal.write(JSON.write(report.json)) }
    let terminal = call.terminal
    terminal.write(terminal.styled(report.name, .bold) + "  \(report.title), on \(report.source)")
    if !report.description.isEmpty { terminal.write(report.description) }
    if !report.parameters.isEmpty {
      var table = Table("PARAMETER", "TYPE", "WITHOUT IT", "MEANING")
      for parameter in report.parameters {
        table.add(
          parameter.name, parameter.type.rawValue, parameter.fallback ?? (parameter.isOptional ? "left out" : "refused"), parameter.title)
      }
      terminal.write("")
      for line in table.lines(terminal) { terminal.write(line) }
    }
    var table = Table("COLUMN", "TYPE", "MEANING")
    for column in report.columns { table.add(column.name, column.type.rawValue, column.title) }
    terminal.write("")
    for line in table.lines(terminal) { terminal.write(line) }
    terminal.write("")
    let body = report.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).drop { $0.hasPrefix("--") || $0.isEmpty }
    for line in body { terminal.write(String(line)) }
  }

  private static func run(_ name: String, _ call: Invocation) async throws -> ExitCode {
    return try await call.withReadingRoom { _, room in
      let report = try room.reports.report(name)
      let database = try room.databases.source(report.source)
      let limit = try call.number("--timeout", default: Int(report.timeoutSeconds ?? database.timeoutSeconds))
      let parameters = try call.parameters()
      let query: ReportQuery
      do throws(ReportFailure) {
        query = try report.query(parameters, timeoutSeconds: Double(limit))
      } catch {
        throw UsageError(error.text, hint: "tocsin report show \(report.name)")
      }
      return try await ReportRun(call: call, zone: try call.configuration().timezone, title: report.title).run(query, on: database)
    }
  }
}

extension Invocation {
  /// `--param custId=12345678`, by name.
  func parameters() throws(UsageError) -> [String: String] {
    var texts: [String: String] = [:]
    for text in repeated["--param"] ?? [] {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw UsageError("--param takes NAME=VALUE, not “\(text)”.")
      }
      let name = String(text[..<equals])
      if texts[name] != nil { throw UsageError("The parameter \(name) is given twice.") }
      texts[name] = String(text[text.index(after: equals)...])
    }
    return texts
  }
}

extension Report {
  /// As `--json` shows it.
  var json: Value {
    [
      "name": .string(name), "title": .string(title), "source": .string(source), "src": .string(sourceName),
      "parameters": .list(
        parameters.map { parameter in
          var fields: ValueMap = [
            "name": .string(parameter.name), "type": .string(parameter.type.rawValue), "optional": .bool(parameter.isOptional),
          ]
          if let fallback = parameter.fallback { fields["default"] = .string(fallback) }
          return .map(fields)
        }),
      "columns": .list(
        columns.map { ["name": .string($0.name), "type": .string($0.type.rawValue), "title": .string($0.title)] }),
    ]
  }
}
