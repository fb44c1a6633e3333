/// Rows in aligned columns, for people.
struct Table {
  var header: [String]
  var rows: [[String]] = []

  init(_ header: String...) {
    self.header = header
  }

  mutating func add(_ cells: String...) {
    rows.append(cells)
  }

  /// What comes from outside (keys, addresses, answers) must not move the cursor or colour the screen.
  static func safe(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : Character($0) })
  }

  func lines(_ terminal: Terminal) -> [String] {
    let cells = rows.map { $0.map(Self.safe) }
    let widths = header.indices.map { column in
      ([header[column]] + cells.map { $0[column] }).map(\.count).max() ?? 0
    }
    let line = { (row: [String]) in
      var text = zip(row, widths).map { $0.padding(to: $1) }.joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      return text
    }
    return [terminal.styled(line(header), .bold)] + cells.map(line)
  }
}
