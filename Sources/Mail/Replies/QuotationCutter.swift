/// Divides a reply's lines into new ones and quoted ones. A quotation is what stands behind `>`, what an attribution (“On Monday Ana
/// wrote:”) opens, and all that follows a divider (“Original Message”) or the header lines of the mail that is answered.
struct QuotationCutter {
  private let lines: [String]
  private let isMarked: [Bool]

  init(_ lines: [String]) {
    self.lines = lines
    isMarked = lines.map(Self.isQuoted)
  }

  func kept() -> [String] {
    var kept: [String] = []
    var index = 0
    while index < lines.count {
      if isMarked[index] {
        index = quotationEnd(from: index)
      } else if let attribution = Attribution.read(lines, isMarked, at: index) {
        if !attribution.before.isEmpty { kept.append(attribution.before) }
        guard let quoted = nextMarked(from: attribution.end) else { return kept }
        index = quotationEnd(from: quoted)
        // The gap that the quotation leaves is one line.
        while let last = kept.last, last.trimmed.isEmpty { kept.removeLast() }
        while index < lines.count, lines[index].trimmed.isEmpty, !kept.isEmpty, index + 1 < lines.count { index += 1 }
      } else if Divider.isDivider(lines[index]) || HeaderLines.begin(lines, at: index) {
        return kept
      } else {
        kept.append(lines[index])
        index += 1
      }
    }
    return kept
  }

  /// The first quoted line, if only empty ones stand before it.
  private func nextMarked(from start: Int) -> Int? {
    var index = start
    while index < lines.count, !isMarked[index] {
      guard lines[index].trimmed.isEmpty else { return nil }
      index += 1
    }
    return index < lines.count ? index : nil
  }

  private func quotationEnd(from start: Int) -> Int {
    var index = start
    while index < lines.count {
      if isMarked[index] {
        index += 1
      } else if index + 1 < lines.count, isMarked[index + 1], !lines[index].trimmed.isEmpty, breaksLink(index) {
        // A long link of the quotation, broken by the program that quoted it.
        index += 1
      } else {
        break
      }
    }
    return index
  }

  private func breaksLink(_ index: Int) -> Bool {
    let line = lines[index].trimmed
    let before = lines[index - 1]
    return line.hasPrefix("(http") || line.hasPrefix("<http") || before.has("(http") && !before.has(")") && line.hasSuffix(")")
      || before.has("<http") && !before.has(">") && line.hasSuffix(">")
  }

  /// `> text`; not `>>> look here <<<`, which is decoration.
  private static func isQuoted(_ line: String) -> Bool {
    let bytes = line.utf8.drop { $0 == 0x20 || $0 == 0x09 }
    guard bytes.first == UInt8(ascii: ">") else { return false }
    return !(line.hasPrefix(">>>") && line.trimmed.hasSuffix("<<<"))
  }
}
