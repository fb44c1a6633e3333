import Markup

/// A table of data as aligned columns; as one record a block where the columns would not fit the page.
struct TextTable {
  private struct Cell {
    let text: String
    let isHeader: Bool
    let isRightAligned: Bool
  }

  private static let gap = 2
  /// Room that the words beside a label need at least, else they go below it.
  private static let narrowest = 24

  private let caption: String?
  private let rows: [[Cell]]
  /// Cells that each column takes.
  private let columns: [Int]
  private let width: Int

  init(_ table: Markup.Element, width: Int) {
    self.width = width
    caption = table.children.first("caption").map { Self.line($0.children) }
    rows = Self.rows(table.children).map { row in
      row.children.compactMap(\.element).filter { ["td", "th"].contains($0.name) && !PlainText.isHidden($0) }.map(Self.cell)
    }.filter { row in row.contains { !$0.text.isEmpty } }
    columns = Self.columns(rows)
  }

  var blocks: [PlainText.Block] {
    let title = caption.map { [PlainText.Block(lines: LineWrap.wrap($0, width: width), isLoose: true)] } ?? []
    guard let first = rows.first else { return title }
    let hasHeader = rows.count > 1 && first.count > 1 && first.allSatisfy(\.isHeader)
    if columns.reduce(0, +) + Self.gap * (columns.count - 1) <= width {
      return title + [PlainText.Block(lines: aligned(hasHeader: hasHeader), isLoose: true)]
    }
    if columns.count == 2, !hasHeader { return title + [PlainText.Block(lines: pairs, isLoose: true)] }
    return title + records(hasHeader: hasHeader)
  }

  private static func columns(_ rows: [[Cell]]) -> [Int] {
    var widths: [Int] = []
    for row in rows {
      for (index, cell) in row.enumerated() {
        if index == widths.count { widths.append(0) }
        widths[index] = max(widths[index], cell.text.displayWidth)
      }
    }
    return widths
  }

  private func aligned(hasHeader: Bool) -> [String] {
    let right = columns.indices.map { index in rows.last.map { $0.indices.contains(index) && $0[index].isRightAligned } ?? false }
    let gap = String(repeating: " ", count: Self.gap)
    var lines = rows.map { row in
      row.enumerated().map { $1.text.padded(to: columns[$0], atStart: right[$0]) }.joined(separator: gap)
    }
    if hasHeader { lines.insert(columns.map { String(repeating: "-", count: $0) }.joined(separator: gap), at: 1) }
    return lines
  }

  /// Label and value; the value goes on below itself.
  private var pairs: [String] {
    let label = columns[0] + Self.gap
    let hangs = width - label >= Self.narrowest
    return rows.flatMap { row -> [String] in
      let name = row.first?.text ?? ""
      let value = row.count > 1 ? row[1].text : ""
      guard hangs else { return LineWrap.wrap("\(name): \(value)", width: width) }
      let lines = LineWrap.wrap(value, width: width - label)
      return (lines.isEmpty ? [""] : lines).enumerated().map { ($0 == 0 ? name : "").padded(to: label) + $1 }
    }
  }

  private func records(hasHeader: Bool) -> [PlainText.Block] {
    let names = hasHeader ? rows[0].map(\.text) : []
    return rows.dropFirst(hasHeader ? 1 : 0).map { row in
      let lines = row.enumerated().flatMap { index, cell -> [String] in
        if cell.text.isEmpty { return [] }
        let name = names.indices.contains(index) && !names[index].isEmpty ? names[index] + ": " : ""
        return LineWrap.wrap(name + cell.text, width: width)
      }
      return PlainText.Block(lines: lines, isLoose: true)
    }
  }

  private static func rows(_ nodes: [Markup]) -> [Markup.Element] {
    nodes.compactMap(\.element).flatMap { element -> [Markup.Element] in
      if PlainText.isHidden(element) { return [] }
      if element.name == "tr" { return [element] }
      return ["thead", "tbody", "tfoot"].contains(element.name) ? rows(element.children) : []
    }
  }

  private static func cell(_ element: Markup.Element) -> Cell {
    let isRight = element[attribute: "align"] == "right" || element[attribute: "style"]?.declares("text-align:right") == true
    return Cell(text: line(element.children), isHeader: element.name == "th", isRightAligned: isRight)
  }

  /// The text of a cell on one line, with one space between words; where it broke into lines stands a comma.
  private static func line(_ nodes: [Markup]) -> String {
    var line: [UInt8] = []
    var isBroken = false
    var isSpaced = false
    for byte in InlineText.bytes(of: nodes) {
      switch byte {
      case 0x0A: isBroken = true
      case 0x20, 0x09, 0x0B...0x0D: isSpaced = true
      default:
        if let last = line.last {
          if isBroken, !stops.contains(last) { line.append(UInt8(ascii: ",")) }
          if isBroken || isSpaced { line.append(0x20) }
        }
        line.append(byte)
        isBroken = false
        isSpaced = false
      }
    }
    return String(decoding: line, as: UTF8.self)
  }

  /// After which a line needs no comma.
  private static let stops = Array(",.:;".utf8)
}
