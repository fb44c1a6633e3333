/// A value as a spreadsheet keeps it: typed, so that it can be added up and sorted.
package enum SheetCell: Hashable, Sendable {
  case empty
  case text(String)
  case number(Double)
  case bool(Bool)
  /// Days since 1970-01-01.
  case date(days: Int)
  /// Microseconds since 1970-01-01T00:00 on the wall that the reader has in mind; a spreadsheet knows no zones.
  case dateTime(wallMicroseconds: Int64)

  /// A whole number; beyond what a spreadsheet keeps exactly (15 digits) it is text.
  package static func whole(_ number: Int64) -> SheetCell {
    number.magnitude < 1_000_000_000_000_000 ? .number(Double(number)) : .text(String(number))
  }

  /// An exact decimal in its digits; with more than 15 of them it is text.
  package static func decimal(_ text: String) -> SheetCell {
    let digits = text.utf8.count { (0x30...0x39).contains($0) }
    guard digits <= 15, let number = Double(text) else { return .text(text) }
    return .number(number)
  }

  /// From 1899-12-30, from which spreadsheets count days, to 1970-01-01.
  static let epochDays = 25_569
}

/// A column of a sheet.
package struct SheetColumn: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case text, whole, amount, number, bool, date, dateTime
  }

  package var title: String
  package var kind: Kind

  package init(_ title: String, _ kind: Kind = .text) { (self.title, self.kind) = (title, kind) }

  /// In characters.
  var width: Double {
    let content: Double =
      switch kind {
      case .text: 24
      case .whole, .bool: 12
      case .amount, .number: 16
      case .date: 12
      case .dateTime: 18
      }
    return min(60, max(content, Double(title.count) + 2))
  }

  /// How a spreadsheet shows it; nil: as it is.
  var format: String? {
    switch kind {
    case .text, .bool, .number: nil
    case .whole: "0"
    case .amount: "#,##0.00"
    case .date: "yyyy-mm-dd"
    case .dateTime: "yyyy-mm-dd hh:mm"
    }
  }
}

/// A workbook that could not be written.
package struct WorkbookError: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}
