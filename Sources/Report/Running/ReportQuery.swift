package import CEL

/// A report with its arguments, ready to be asked.
package struct ReportQuery: Hashable, Sendable {
  /// For the log and for errors.
  package var name: String
  package var sql: ReportSQL
  /// By bind.
  package var arguments: [String: Argument]
  /// As declared; nil where the answer says what it is.
  package var columns: [ReportColumn]?
  package var timeoutSeconds: Double

  package struct Argument: Hashable, Sendable {
    package var type: ColumnType
    package var cell: Cell

    package init(type: ColumnType, cell: Cell) { (self.type, self.cell) = (type, cell) }
  }

  package init(
    name: String, sql: ReportSQL, arguments: [String: Argument] = [:], columns: [ReportColumn]? = nil, timeoutSeconds: Double
  ) {
    (self.name, self.sql, self.arguments, self.columns, self.timeoutSeconds) = (name, sql, arguments, columns, timeoutSeconds)
  }
}

extension Report {
  /// What a run takes where neither report nor source say more.
  package static let timeoutSecondsDefault = 300.0

  /// Arguments as texts from a command line.
  package func query(_ texts: [String: String], timeoutSeconds: Double) throws(ReportFailure) -> ReportQuery {
    try query(timeoutSeconds, given: Set(texts.keys)) { (parameter) throws(ReportFailure) in
      guard let text = texts[parameter.name] else { return nil }
      guard let cell = Cell(parsing: text, as: parameter.type) else { throw unfit(parameter, "“\(text)”") }
      return cell
    }
  }

  /// Arguments as a workflow gives them: a map.
  package func query(_ input: Value, timeoutSeconds: Double) throws(ReportFailure) -> ReportQuery {
    let map = input.map ?? ValueMap()
    return try query(timeoutSeconds, given: Set(map.keys.map(\.text))) { (parameter) throws(ReportFailure) in
      guard let value = map[parameter.name] else { return nil }
      guard let cell = Cell(value, as: parameter.type) else { throw unfit(parameter, "\(value.type)") }
      return cell
    }
  }

  private func unfit(_ parameter: ReportParameter, _ what: String) -> ReportFailure {
    ReportFailure(.parameters, "\(name): the parameter \(parameter.name) is a \(parameter.type.rawValue), not \(what)")
  }

  private func query(
    _ timeoutSeconds: Double, given: Set<String>, _ argument: (ReportParameter) throws(ReportFailure) -> Cell?
  ) throws(ReportFailure) -> ReportQuery {
    let known = parameters.map(\.name)
    if let unknown = given.subtracting(known).min() {
      let hint = known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))"
      throw ReportFailure(.parameters, "\(name) has no parameter \(unknown): \(hint)")
    }
    var arguments: [String: ReportQuery.Argument] = [:]
    for parameter in parameters {
      let cell = try argument(parameter) ?? parameter.fallback.flatMap { Cell(parsing: $0, as: parameter.type) } ?? .null
      if cell == .null, !parameter.isOptional {
        throw ReportFailure(.parameters, "\(name) needs the parameter \(parameter.name) (\(parameter.type.rawValue))")
      }
      arguments[parameter.name] = ReportQuery.Argument(type: parameter.type, cell: cell)
    }
    return ReportQuery(name: name, sql: sql, arguments: arguments, columns: columns, timeoutSeconds: timeoutSeconds)
  }
}
