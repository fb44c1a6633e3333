import CEL
import Calendar
import Report
import Template

/// Aligned columns; widths are those of the first rows, longer cells later are cut with an ellipsis.
struct TableForm: RowForm {
  let columns: [ReportColumn]
  let zone: Zone
  let output: RowOutput
  let terminal: Terminal
  private var widths: [Int] = []
  private var isHeadWritten = false

  init(columns: [ReportColumn], zone: Zone, output: RowOutput, terminal: Terminal) {
    (self.columns, self.zone, self.output, self.terminal) = (columns, zone, output, terminal)
  }

  /// Wider cells help nobody on a terminal.
  private static let widthMax = 40

  mutating func write(_ batch: RowBatch) throws {
    let rows = batch.cells(columns).map { row in row.map { Table.safe($0.text(in: zone)) } }
    if !isHeadWritten {
      widths = columns.indices.map { column in
        min(Self.widthMax, ([columns[column].name] + rows.map { $0[column] }).map(\.count).max() ?? 0)
      }
      try writeHead()
    }
    var text = ""
    for row in rows { text += line(row) + "\n" }
    try output.write(text)
  }

  mutating func finish(_ outcome: ReportOutcome) throws {
    if !isHeadWritten {
      widths = columns.map(\.name.count)
      try writeHead()
    }
    try output.write(terminal.styled(outcome.rows == 1 ? "1 row" : "\(outcome.rows) rows", .dim) + "\n")
  }

  private mutating func writeHead() throws {
    isHeadWritten = true
    let head = zip(columns, widths).map { fitted($0.name, $1, $0.type) }.joined(separator: "  ")
    try output.write(terminal.styled(trimmedEnd(head), .bold) + "\n")
  }

  private func line(_ row: [String]) -> String {
    trimmedEnd(zip(row.indices, row).map { fitted($1, widths[$0], columns[$0].type) }.joined(separator: "  "))
  }

  /// Numbers stand right, so that their digits stand under each other.
  private func fitted(_ text: String, _ width: Int, _ type: ColumnType) -> String {
    if text.count > width { return text.prefix(max(0, width - 1)) + "…" }
    let isNumber = [.int, .decimal, .double].contains(type)
    return isNumber ? String(repeating: " ", count: width - text.count) + text : text.padding(to: width)
  }

  private func trimmedEnd(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// RFC 4180, and nothing that a spreadsheet would run.
struct CSVForm: RowForm {
  let columns: [ReportColumn]
  let zone: Zone
  let output: RowOutput

  init(columns: [ReportColumn], zone: Zone, output: RowOutput) throws {
    (self.columns, self.zone, self.output) = (columns, zone, output)
    try output.write(CSVTable.byteOrderMark + CSVTable.line(columns.map { CSVTable.cell($0.name) }))
  }

  mutating func write(_ batch: RowBatch) throws {
    var text = ""
    for row in batch.cells(columns) { text += CSVTable.line(row.map { cell($0) }) }
    try output.write(text)
  }

  private func cell(_ cell: Cell) -> String {
    switch cell {
    case .string(let text): CSVTable.cell(text)
    default: cell.text(in: zone)
    }
  }

  mutating func finish(_ outcome: ReportOutcome) throws {}
}

/// A list of objects, a row a line; exact decimals as texts.
struct JSONForm: RowForm {
  let columns: [ReportColumn]
  let output: RowOutput
  private var isFirst = true

  init(columns: [ReportColumn], output: RowOutput) { (self.columns, self.output) = (columns, output) }

  mutating func write(_ batch: RowBatch) throws {
    let keys = columns.map { MapKey.string($0.name) }
    var text = ""
    for row in batch.cells(columns) {
      text += isFirst ? "[" : ",\n"
      isFirst = false
      text += JSON.write(.map(ValueMap(uniqueKeys: keys, values: row.map(\.json))))
    }
    try output.write(text)
  }

  mutating func finish(_ outcome: ReportOutcome) throws { try output.write(isFirst ? "[]\n" : "]\n") }
}
