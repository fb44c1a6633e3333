package import CEL

/// Rows as a CSV file that spreadsheet programs open without guessing: RFC 4180, UTF-8 with a byte order mark, and no cell that a
/// spreadsheet would run as a formula.
package struct CSVTable: Sendable {
  package let columns: [String]
  package let rows: [[Value]]

  package init(columns: [String], rows: [[Value]]) {
    self.columns = columns
    self.rows = rows
  }

  /// Items as rows: a column a name; a field that an item does not have is an empty cell.
  package init(columns: [String], items: [Value]) {
    self.init(columns: columns, rows: items.map { item in columns.map { item[$0] ?? .null } })
  }

  /// The file, lines ending in CR LF.
  package var text: String {
    var output = Self.byteOrderMark + Self.line(columns.map(Self.cell))
    for row in rows { output += Self.line(row.map { Self.cell(of: $0) }) }
    return output
  }

  /// Tells a spreadsheet that the file is UTF-8.
  package static let byteOrderMark = "\u{FEFF}"

  /// Finished cells as a line of the file.
  package static func line(_ cells: [String]) -> String { cells.joined(separator: ",") + "\r\n" }

  private static func cell(of value: Value) -> String {
    switch value {
    case .null, .optional(nil): ""
    case .int, .uint, .double, .bool: ValueText.text(of: value)
    case .optional(let inner?): cell(of: inner)
    default: cell(ValueText.text(of: value))
    }
  }

  /// A text as a cell. A spreadsheet takes what begins with one of `= + - @`, tab or CR for a formula; an apostrophe before it makes
  /// it text. Plain numbers are let alone.
  package static func cell(_ text: String) -> String {
    let text = String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 || [0x09, 0x0A, 0x0D].contains($0.value) }))
    var guarded = text
    let first = text.unicodeScalars.first { $0 != " " }
    if let first, "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first), !isNumber(text) { guarded = "'" + text }
    guard guarded.unicodeScalars.contains(where: { ",\"\r\n;\t'".unicodeScalars.contains($0) }) else { return guarded }
    return "\"" + guarded.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  private static func isNumber(_ text: String) -> Bool {
    let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }
}
