/// A text file as diagnostics speak of it: its name, its text, its lines.
///
/// Lines end at LF, CR LF or CR. A byte order mark is no part of the text.
package struct SourceText: Sendable {
  package let file: String
  package let text: String
  /// UTF-8 offsets at which the lines begin; never empty.
  private let lineStarts: [Int]
  /// How many bytes before each block go on a character that began before them: what a column leaves out. Counted once, or each place in
  /// a long line would cost the line.
  private let continuationsBeforeBlock: [Int]
  private let hasContinuations: Bool
  /// In bytes: a place costs a block at most.
  private static let blockLength = 64

  package init(file: String, text: String) {
    var text = text
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    text.makeContiguousUTF8()
    self.file = file
    self.text = text
    self.lineStarts = Self.lineStarts(of: text)
    self.continuationsBeforeBlock = Self.continuationsBeforeBlock(of: text)
    self.hasContinuations = text.utf8.contains(where: Self.isContinuation)
  }

  package var lineCount: Int { lineStarts.count }

  /// A line without its line break; empty beyond the end.
  package func line(_ number: Int) -> Substring {
    guard number >= 1, number <= lineStarts.count else { return "" }
    let bytes = text.utf8
    let start = bytes.index(bytes.startIndex, offsetBy: lineStarts[number - 1])
    let rest = text[start...]
    let end = rest.utf8.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
    return text[start..<end]
  }

  /// Where a UTF-8 offset lies; offsets outside the text are moved to its ends.
  package func position(atOffset offset: Int) -> SourcePosition {
    let offset = min(max(offset, 0), text.utf8.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let start = lineStarts[low]
    let column = offset - start - (continuations(before: offset) - continuations(before: start)) + 1
    return SourcePosition(line: low + 1, column: column, offset: offset)
  }

  private func continuations(before offset: Int) -> Int {
    guard hasContinuations else { return 0 }
    let block = offset / Self.blockLength
    let bytes = text.utf8
    let start = bytes.index(bytes.startIndex, offsetBy: block * Self.blockLength)
    let rest = bytes[start...].prefix(offset - block * Self.blockLength)
    return continuationsBeforeBlock[block] + rest.count(where: Self.isContinuation)
  }

  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  private static func continuationsBeforeBlock(of text: String) -> [Int] {
    var counts = [0]
    var count = 0
    for (offset, byte) in text.utf8.enumerated() {
      if isContinuation(byte) { count += 1 }
      if (offset + 1).isMultiple(of: blockLength) { counts.append(count) }
    }
    return counts
  }

  /// Where a line and a column (both from 1) lie; a column beyond the line's end is its end.
  package func position(line number: Int, column: Int) -> SourcePosition {
    guard number >= 1, number <= lineStarts.count else { return position(atOffset: number < 1 ? 0 : text.utf8.count) }
    let scalars = line(number).unicodeScalars.prefix(max(column - 1, 0))
    let width = scalars.reduce(0) { $0 + UTF8.width($1) }
    return position(atOffset: lineStarts[number - 1] + width)
  }

  private static func lineStarts(of text: String) -> [Int] {
    var starts = [0]
    var previousWasReturn = false
    for (offset, byte) in text.utf8.enumerated() {
      if byte == 0x0A {
        if previousWasReturn { starts.removeLast() }
        starts.append(offset + 1)
      } else if byte == 0x0D {
        starts.append(offset + 1)
      }
      previousWasReturn = byte == 0x0D
    }
    return starts
  }
}
