/// Finds the expression that an author left unquoted, and writes it as YAML takes it.
struct QuotingHint {
  private let line: [UInt8]
  private let lineStart: Int
  private let isFlow: Bool
  private let source: SourceText

  init(source: SourceText, isFlow: Bool) {
    self.source = source
    self.isFlow = isFlow
    self.line = []
    self.lineStart = 0
  }

  private init(source: SourceText, isFlow: Bool, offset: Int) {
    let position = source.position(atOffset: offset)
    self.source = source
    self.isFlow = isFlow
    self.line = Array(source.line(position.line).utf8)
    self.lineStart = source.position(line: position.line, column: 1).offset
  }

  /// The value that begins at an offset, quoted.
  func expression(from offset: Int) -> String? {
    let hint = QuotingHint(source: source, isFlow: isFlow, offset: offset)
    return hint.quoted(from: offset - hint.lineStart)
  }

  /// The innermost value of the line that reaches over an offset, quoted.
  func expression(around offset: Int) -> String? {
    start(around: offset).flatMap(expression(from:))
  }

  /// Where that value begins.
  func start(around offset: Int) -> Int? {
    let hint = QuotingHint(source: source, isFlow: isFlow, offset: offset)
    let at = offset - hint.lineStart
    return hint.valueStarts().first { $0 <= at && hint.end(from: $0) >= at }.map { $0 + hint.lineStart }
  }

  private func quoted(from start: Int) -> String? {
    guard start >= 0, start < line.count else { return nil }
    var words = line[start..<end(from: start)]
    while words.last == 0x20 { words.removeLast() }
    guard !words.isEmpty else { return nil }
    let text = String(decoding: words, as: UTF8.self)
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  /// Where values begin on the line that are not themselves collections: after `key: ` and after `- `.
  private func valueStarts() -> [Int] {
    line.indices.dropLast().compactMap { index in
      let isMark = line[index] == 0x3A || (line[index] == 0x2D && line[..<index].allSatisfy { $0 == 0x20 })
      guard isMark, line[index + 1] == 0x20 else { return nil }
      let start = line[(index + 1)...].firstIndex { $0 != 0x20 }
      return start.flatMap { [0x7B, 0x5B, 0x26, 0x23].contains(line[$0]) ? nil : $0 }
    }
  }

  /// The end of an expression: brackets and quotations are skipped whole; inside `{ … }` a comma or closing bracket ends it.
  private func end(from start: Int) -> Int {
    let opened = line[..<start].reduce(0) { $0 + ([0x7B, 0x5B].contains($1) ? 1 : [0x7D, 0x5D].contains($1) ? -1 : 0) }
    let inFlow = isFlow || opened > 0
    var depth = 0
    var quotation: UInt8?
    for index in start..<line.count {
      let byte = line[index]
      if let open = quotation {
        if byte == open { quotation = nil }
        continue
      }
      switch byte {
      case 0x22, 0x27: quotation = byte
      case 0x28, 0x5B, 0x7B: depth += 1
      case 0x29, 0x5D, 0x7D:
        if depth == 0, inFlow { return index }
        depth -= 1
      case 0x2C where depth == 0 && inFlow: return index
      case 0x23 where index > start && line[index - 1] == 0x20 && depth == 0: return index
      default: break
      }
    }
    return line.count
  }
}
