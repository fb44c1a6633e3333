#if Spreadsheet
  import CXLSXWriter
#endif

/// A workbook (xlsx) on its way into a file: rows go out as they come, so memory does not grow with them.
///
/// Not `Sendable`: whoever makes it writes it. Rows of a sheet are finished before the next sheet begins.
package final class Workbook {
  /// Whether this build writes workbooks (the trait Spreadsheet).
  package static var isAvailable: Bool {
    #if Spreadsheet
      true
    #else
      false
    #endif
  }

  /// Rows of a sheet, the heading among them; more go on in another sheet.
  package static let rowsMax = 1_048_576
  /// Characters of a cell (UTF-16), as spreadsheet programs count.
  static let textMax = 32_767
  /// More columns are no table for people, and the format has 16,384.
  static let columnsMax = 1_000

  #if Spreadsheet
    private var book: UnsafeMutablePointer<lxw_workbook>?
    private var sheet: UnsafeMutablePointer<lxw_worksheet>?
    private var formats: [String: UnsafeMutablePointer<lxw_format>] = [:]
    private var heading: UnsafeMutablePointer<lxw_format>?
  #endif
  private var columns: [SheetColumn] = []
  private var name = ""
  private var part = 1
  private var row: UInt32 = 0
  private var names: Set<String> = []

  /// - Parameter createdAt: what the file says of itself, in seconds since 1970; the same rows then make the same file.
  package init(path: String, createdAt: Int64 = 0) throws(WorkbookError) {
    #if Spreadsheet
      var options = lxw_workbook_options()
      options.constant_memory = 1
      options.use_zip64 = 1
      book = path.withCString { workbook_new_opt($0, &options) }
      guard let book else { throw WorkbookError("\(path): a workbook cannot be begun") }
      var properties = lxw_doc_properties()
      properties.created = time_t(createdAt)
      workbook_set_properties(book, &properties)
      heading = workbook_add_format(book)
      format_set_bold(heading)
    #else
      throw WorkbookError("this build writes no workbooks (trait Spreadsheet)")
    #endif
  }

  deinit {
    #if Spreadsheet
      // Not closed: given up; what was written so far is of no use, but its memory is freed.
      if let book { lxw_workbook_free(book) }
    #endif
  }

  /// Begins a sheet; its heading stays in sight.
  package func addSheet(_ name: String, _ columns: [SheetColumn]) throws(WorkbookError) {
    guard columns.count <= Self.columnsMax else { throw WorkbookError("\(columns.count) columns, at most \(Self.columnsMax)") }
    (self.name, self.columns, part) = (name, columns, 1)
    try begin(Self.sheetName(name, part: part))
  }

  /// A name as the format allows it, and no other sheet has it.
  private static func sheetName(_ name: String, part: Int) -> String {
    let safe = String(name.unicodeScalars.map { "[]:*?/\\'".unicodeScalars.contains($0) || $0.value < 0x20 ? "-" : Character($0) })
    let suffix = part > 1 ? " (\(part))" : ""
    return String((safe.isEmpty ? "Sheet" : safe).prefix(31 - suffix.count)) + suffix
  }

  private func begin(_ wanted: String) throws(WorkbookError) {
    var name = wanted
    var number = 2
    while !names.insert(name.lowercased()).inserted {
      name = Self.sheetName(wanted, part: number)
      number += 1
    }
    row = 0
    #if Spreadsheet
      sheet = workbook_add_worksheet(book, name)
      guard let sheet else { throw WorkbookError("the sheet \(name) cannot be added") }
      worksheet_freeze_panes(sheet, 1, 0)
      for (number, column) in columns.enumerated() {
        worksheet_set_column(sheet, UInt16(number), UInt16(number), column.width, nil)
      }
      for (number, column) in columns.enumerated() {
        try check(worksheet_write_string(sheet, 0, UInt16(number), Self.clean(column.title), heading))
      }
      row = 1
    #endif
  }

  /// Adds a row to the sheet begun last.
  package func append(_ cells: [SheetCell]) throws(WorkbookError) {
    guard cells.count == columns.count else { throw WorkbookError("\(cells.count) cells in a row of \(columns.count) columns") }
    if Int(row) >= Self.rowsMax {
      part += 1
      try begin(Self.sheetName(name, part: part))
    }
    for (number, cell) in cells.enumerated() { try write(cell, column: number) }
    row += 1
  }

  private func write(_ cell: SheetCell, column: Int) throws(WorkbookError) {
    #if Spreadsheet
      let place = UInt16(column)
      switch cell {
      case .empty: break
      case .text(let text):
        if !text.isEmpty { try check(worksheet_write_string(sheet, row, place, Self.clean(text), nil)) }
      case .number(let number):
        guard number.isFinite else { return try write(.text("\(number)"), column: column) }
        try check(worksheet_write_number(sheet, row, place, number, format(columns[column].format)))
      case .bool(let flag): try check(worksheet_write_boolean(sheet, row, place, flag ? 1 : 0, nil))
      case .date(let days):
        try check(worksheet_write_number(sheet, row, place, Double(days + SheetCell.epochDays), format("yyyy-mm-dd")))
      case .dateTime(let micros):
        let days = Double(micros) / 86_400_000_000 + Double(SheetCell.epochDays)
        try check(worksheet_write_number(sheet, row, place, days, format("yyyy-mm-dd hh:mm")))
      }
    #endif
  }

  /// Writes the file. Only after this is it one.
  package func close() throws(WorkbookError) {
    #if Spreadsheet
      guard let book else { return }
      self.book = nil
      try check(workbook_close(book))
    #endif
  }

  #if Spreadsheet
    private func format(_ text: String?) -> UnsafeMutablePointer<lxw_format>? {
      guard let text else { return nil }
      if let known = formats[text] { return known }
      let made = workbook_add_format(book)
      format_set_num_format(made, text)
      formats[text] = made
      return made
    }

    private func check(_ error: lxw_error) throws(WorkbookError) {
      guard error != LXW_NO_ERROR else { return }
      throw WorkbookError("the workbook could not be written: \(String(cString: lxw_strerror(error)))")
    }
  #endif

  /// What the format can hold: no control characters (XML has none), and no more characters than a cell takes; a cut is shown.
  private static func clean(_ text: String) -> String {
    let isPlain = text.utf8.count <= textMax && text.utf8.allSatisfy { $0 >= 0x20 }
    if isPlain { return text }
    let kept = String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 || [0x09, 0x0A, 0x0D].contains($0.value) }))
    guard kept.utf16.count > textMax else { return kept }
    var cut = ""
    var count = 0
    for character in kept {
      count += character.utf16.count
      if count >= textMax { break }
      cut.append(character)
    }
    return cut + "…"
  }
}
