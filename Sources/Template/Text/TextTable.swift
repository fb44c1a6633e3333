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
  private let width: Int

  init(_ table: Markup.Element, width: Int) {
    self.width = width
    caption = table.children.first("caption").map { Self.line($0.children) }
    rows = Self.rows(table.children).map { row in
      row.children.compactMap(\.element).filter { ["td", "th"].contains($0.name) && !PlainText.isHidden($0) }.map(Self.cell)
    }.filter { row in row.contains { !$0.text.isEmpty } }
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

  private var columns: [Int] {
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
    let columns = columns
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

  /// With one space between words.
  private static func words(_ line: Substring) -> String {
    guard line.utf8.allSatisfy({ $0 < 0x80 }) else { return line.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    return line.utf8.split { $0 == 0x20 || (0x09...0x0D).contains($0) }.map { String(Substring($0)) }.joined(separator: " ")
  }

  /// The text of a cell on one line; where it broke into lines stands a comma.
  private static func line(_ nodes: [Markup]) -> String {
    let lines = InlineText.text(of: nodes).utf8.split(separator: 0x0A).map { words(Substring($0)) }
    return lines.filter { !$0.isEmpty }.reduce("") { text, line in
      text.isEmpty ? line : text + (text.last.map { ",.:;".contains($0) } ?? false ? " " : ", ") + line
    }
  }
}
