import CEL
import Calendar
import Executor
import Foundation
import Spreadsheet

/// Rows of an instance as a workbook for a mail.
struct ItemWorkbook: WorkbookWriter {
  let zone: Zone

  /// Nil where this build writes none.
  static func ifAvailable(zone: Zone) -> ItemWorkbook? { Workbook.isAvailable ? ItemWorkbook(zone: zone) : nil }

  func workbook(sheet: String, columns: [String], rows: [[Value]], at moment: Instant) throws -> [UInt8] {
    let file = try TemporaryWorkbook(createdAt: moment.secondsSinceEpoch)
    try file.book.addSheet(sheet, columns.map { SheetColumn($0) })
    for row in rows { try file.book.append(row.map { SheetCell($0, zone: zone) }) }
    return try file.finish()
  }
}

/// A workbook in a file that goes when its bytes were read: the library writes files only.
final class TemporaryWorkbook {
  let book: Workbook
  private let url: URL

  init(createdAt: Int64) throws {
    url = FileManager.default.temporaryDirectory.appending(path: "tocsin-\(SystemClock().freshID()).xlsx")
    book = try Workbook(path: url.path, createdAt: createdAt)
  }

  deinit {
    // It may not be there yet.
    try? FileManager.default.removeItem(at: url)
  }

  func finish() throws -> [UInt8] {
    try book.close()
    return Array(try Data(contentsOf: url))
  }
}

extension SheetCell {
  /// A workflow's value as a spreadsheet keeps it; times on the wall of a zone.
  init(_ value: Value, zone: Zone) {
    switch value {
    case .null, .optional(nil): self = .empty
    case .optional(let inner?): self = SheetCell(inner, zone: zone)
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .whole(number)
    case .uint(let number): self = Int64(exactly: number).map { .whole($0) } ?? .text(String(number))
    case .double(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .timestamp(let time):
      self = SheetCell(Instant(microsecondsSinceEpoch: time.seconds * 1_000_000 + Int64(time.nanos / 1_000)), zone: zone)
    case .duration, .bytes, .list, .map, .type: self = .text(JSON.write(value))
    }
  }

  init(_ instant: Instant, zone: Zone) {
    self = .dateTime(wallMicroseconds: instant.microsecondsSinceEpoch + Int64(zone.offsetSeconds(at: instant)) * 1_000_000)
  }
}
