extension SourceText {
  /// Longest part of a line that is shown, in terminal cells: wider wraps and the caret points nowhere.
  private static let widthMax = 120
  private static let tabCells = 4

  /// The line with a caret below it, as every diagnostic of Tocsin shows it:
  ///
  ///     12 | guard: items.all(i, !i.opne)
  ///        |                         ^^^^
  ///
  /// `length` in Unicode scalars, cut at the line's end. Tabs become spaces, wide characters count two cells, control characters are
  /// shown as `�` so that a file cannot write to the reader's terminal.
  package func excerpt(line number: Int, column: Int, length: Int = 1) -> String {
    let cells = line(number).unicodeScalars.map(Self.shown)
    let first = min(max(column - 1, 0), cells.count)
    let last = min(first + max(length, 1), max(cells.count, first + 1))
    let window = Self.window(cells, around: first)
    let label = String(number)
    let gutter = String(repeating: " ", count: label.utf8.count)
    let before = cells[window.lowerBound..<first].reduce(window.lowerBound > 0 ? 1 : 0) { $0 + $1.width }
    let marked = cells[first..<min(last, window.upperBound, cells.count)].reduce(0) { $0 + $1.width }
    let shown = cells[window].map(\.text).joined()
    let line = (window.lowerBound > 0 ? "…" : "") + shown + (window.upperBound < cells.count ? "…" : "")
    let caret = String(repeating: " ", count: before) + String(repeating: "^", count: max(marked, 1))
    return "\(label) | \(line)\n\(gutter) | \(caret)"
  }

  private static func window(_ cells: [(text: String, width: Int)], around first: Int) -> Range<Int> {
    var low = first
    var used = 0
    while low > 0, used + cells[low - 1].width <= widthMax * 2 / 3 {
      low -= 1
      used += cells[low].width
    }
    var high = first
    while high < cells.count, used + cells[high].width <= widthMax {
      used += cells[high].width
      high += 1
    }
    return low..<high
  }

  private static func shown(_ scalar: Unicode.Scalar) -> (text: String, width: Int) {
    switch scalar.value {
    case 0x09: (String(repeating: " ", count: tabCells), tabCells)
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: ("\u{FFFD}", 1)
    default: (String(scalar), cellWidth(of: scalar))
    }
  }

  /// Cells of a terminal: 0 for combining marks, 2 for East Asian wide characters and emoji, else 1.
  private static func cellWidth(of scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
