import Calendar
import Report
import Spreadsheet

/// A workbook of one sheet, or of more where the rows are more than one holds.
struct WorkbookForm: RowForm {
  private let columns: [ReportColumn]
  private let zone: Zone
  private let book: Workbook

  static func make(columns: [ReportColumn], zone: Zone, title: String, output: RowOutput) throws -> any RowForm {
    guard Workbook.isAvailable else { throw UsageError("This build writes no workbooks (trait Spreadsheet).", hint: "--format csv") }
    guard let path = output.path else { throw UsageError("A workbook goes into a file.", hint: "--output FILE.xlsx") }
    return try WorkbookForm(columns: columns, zone: zone, title: title, path: path)
  }

  private init(columns: [ReportColumn], zone: Zone, title: String, path: String) throws {
    (self.columns, self.zone) = (columns, zone)
    book = try Workbook(path: path, createdAt: SystemClock().now().secondsSinceEpoch)
    try book.addSheet(title, columns.map { SheetColumn($0.title, SheetColumn.Kind($0.type)) })
  }

  mutating func write(_ batch: RowBatch) throws {
    for row in batch.cells(columns) { try book.append(row.map { SheetCell($0, zone: zone) }) }
  }

  mutating func finish(_ outcome: ReportOutcome) throws { try book.close() }
}

extension SheetColumn.Kind {
  init(_ type: ColumnType) {
    self =
      switch type {
      case .string: .text
      case .int: .whole
      case .decimal: .amount
      case .double: .number
      case .bool: .bool
      case .date: .date
      case .timestamp: .dateTime
      }
  }
}

extension SheetCell {
  init(_ cell: Cell, zone: Zone) {
    switch cell {
    case .null: self = .empty
    case .string(let text): self = .text(text)
    case .int(let number): self = .whole(number)
    case .decimal(let number): self = .decimal(number.text)
    case .double(let number): self = .number(number)
    case .bool(let flag): self = .bool(flag)
    case .date(let date): self = .date(days: date.daysSinceEpoch)
    case .timestamp(let instant): self = SheetCell(instant, zone: zone)
    }
  }
}
