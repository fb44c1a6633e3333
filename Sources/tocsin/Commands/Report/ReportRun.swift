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
      try output.keep()
      progress.end()
      if outcome.isCut { call.terminal.complain("There are more rows; --limit \(outcome.rows) cut them off.") }
      return .success
    } catch let failure as ReportFailure {
      progress.end()
      throw CommandError("\(failure.text).", hint: failure.detail.isEmpty || failure.text.contains(failure.detail) ? nil : failure.detail)
    }
  }
}

/// Where rows are written: standard output or a file.
final class RowOutput {
  /// Where rows go while they come: beside the file that is asked for, so that a run that fails leaves no half of one.
  let path: String?
  private let file: String?
  private let handle: FileHandle
  private var isKept = false

  init(_ file: String?) throws {
    self.file = file
    guard let file else {
      (path, handle) = (nil, .standardOutput)
      return
    }
    var isFolder = ObjCBool(false)
    if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
      throw CommandError("\(file) is a folder.", hint: "--output FILE")
    }
    var status = stat()
    // A device or a pipe is written to, not replaced.
    if stat(file, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      guard let handle = FileHandle(forWritingAtPath: file) else { throw CommandError("\(file) cannot be written.") }
      (path, self.handle, isKept) = (file, handle, true)
      return
    }
    let path = "\(file).part"
    guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path) else {
      throw CommandError("\(file) cannot be written.")
    }
    (self.path, self.handle) = (path, handle)
  }

  deinit {
    // What was not kept is of no use to anybody.
    if let path, !isKept { unlink(path) }
  }

  func write(_ text: String) throws {
    do {
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      throw CommandError(file.map { "\($0) cannot be written." } ?? "Nobody reads what is written.", hint: "\(error.localizedDescription)")
    }
  }

  /// All is written: it takes the place of what was there.
  func keep() throws {
    guard let path, let file, !isKept else { return }
    guard rename(path, file) == 0 else { throw CommandError("\(file) cannot be written.", hint: String(cString: strerror(errno))) }
    isKept = true
  }
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
