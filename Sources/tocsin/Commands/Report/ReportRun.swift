import Calendar
import Foundation
import Report

/// One run of a report for a person: rows into the chosen form as they come, progress beside them.
struct ReportRun {
  let call: Invocation
  let zone: Zone
  let title: String

  init(call: Invocation, zone: String, title: String) throws {
    self.call = call
    self.zone = try Zone(zone)
    self.title = title
  }

  func run(_ query: ReportQuery, on database: any RowSource) async throws -> ExitCode {
    let limit = call.isSet("--limit") ? try call.number("--limit", default: 1) : nil
    let form = try RowForm.Kind(call)
    let progress = ProgressLine(call.terminal, expected: limit)
    let output = try RowOutput(call.options["--output"])
    var writer: (any RowForm)?
    do {
      let outcome = try await database.run(query, limit: limit) { columns in
        writer = try form.make(columns, zone: zone, title: title, output: output, terminal: call.terminal)
      } _: { _, batch in
        try writer?.write(batch)
        progress.add(batch.rows)
      }
      try writer?.finish(outcome)
      progress.end()
      if outcome.isCut { call.terminal.complain("There are more than \(outcome.rows) rows; --limit cut them off.") }
      return .success
    } catch let failure as ReportFailure {
      progress.end()
      throw CommandError("\(failure.text).", hint: failure.detail.isEmpty || failure.text.contains(failure.detail) ? nil : failure.detail)
    }
  }
}

/// Where rows are written: standard output or a file.
final class RowOutput {
  let path: String?
  private let handle: FileHandle

  init(_ path: String?) throws {
    self.path = path
    guard let path else {
      handle = .standardOutput
      return
    }
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
      throw CommandError("\(path) cannot be written.")
    }
    handle = file
  }

  func write(_ text: String) throws { try handle.write(contentsOf: Data(text.utf8)) }
}

/// A form that rows are written in.
protocol RowForm {
  mutating func write(_ batch: RowBatch) throws
  mutating func finish(_ outcome: ReportOutcome) throws
}

extension RowForm {
  typealias Kind = RowFormKind
}

enum RowFormKind: String, CaseIterable {
  case table, csv, json, xlsx

  init(_ call: Invocation) throws(UsageError) {
    guard let word = call.options["--format"] else {
      self = call.isJSON ? .json : call.options["--output"].flatMap(Self.ofFile) ?? .table
      return
    }
    guard let kind = RowFormKind(rawValue: word) else {
      throw UsageError("--format is one of \(Self.allCases.map(\.rawValue).joined(separator: ", ")), not “\(word)”.")
    }
    self = kind
  }

  /// By the ending of the file's name.
  private static func ofFile(_ path: String) -> RowFormKind? {
    path.split(separator: ".").last.flatMap { RowFormKind(rawValue: $0.lowercased()) }
  }

  func make(
    _ columns: [ReportColumn], zone: Zone, title: String, output: RowOutput, terminal: Terminal
  ) throws -> any RowForm {
    switch self {
    case .table: TableForm(columns: columns, zone: zone, output: output, terminal: terminal)
    case .csv: try CSVForm(columns: columns, zone: zone, output: output)
    case .json: JSONForm(columns: columns, output: output)
    case .xlsx: try WorkbookForm.make(columns: columns, zone: zone, title: title, output: output)
    }
  }
}
