/// Lays a scalar's text beside the words of the file that made it, so that a place in the one is a place in the other.
struct ScalarAlignment {
  private let scalar: YAML.Scalar
  private let raw: [UInt8]
  private let text: [UInt8]
  /// For each byte of `text` and its end: the offset in `raw`; shorter than `text` where the two could not be matched.
  private var places: [Int] = []
  private var cursor = 0

  init(_ scalar: YAML.Scalar) {
    self.scalar = scalar
    let bytes = scalar.source.text.utf8
    let start = bytes.index(bytes.startIndex, offsetBy: scalar.range.start.offset)
    let end = bytes.index(bytes.startIndex, offsetBy: scalar.range.end.offset)
    raw = Array(bytes[start..<end])
    text = Array(scalar.text.utf8)
    switch scalar.style {
    case .plain: alignFlow()
    case .singleQuoted, .doubleQuoted:
      cursor = 1
      alignFlow()
    case .literal, .folded: alignBlock()
    }
  }

  func position(atTextOffset offset: Int) -> SourcePosition {
    let offset = min(max(offset, 0), text.count)
    guard offset < places.count else { return places.isEmpty || offset > places.count ? scalar.range.start : after(places.count - 1) }
    return scalar.source.position(atOffset: scalar.range.start.offset + places[offset])
  }

  private func after(_ index: Int) -> SourcePosition {
    scalar.source.position(atOffset: scalar.range.start.offset + min(places[index] + 1, raw.count))
  }

  private mutating func alignFlow() {
    while places.count < text.count, cursor < raw.count {
      if isBlank(cursor) || isBreak(cursor) {
        alignWhitespace()
      } else if scalar.style == .doubleQuoted, raw[cursor] == UInt8(ascii: "\\") {
        guard alignEscape() else { return }
      } else if scalar.style == .singleQuoted, raw[cursor] == UInt8(ascii: "'") {
        take(bytes: 1, rawLength: 2)
      } else {
        guard raw[cursor] == text[places.count] else { return }
        take(bytes: 1, rawLength: 1)
      }
    }
    if places.count == text.count { places.append(cursor) }
  }

  /// Blanks within a line stand for themselves; a run with line breaks was folded into one space, or one break less than it has.
  private mutating func alignWhitespace() {
    var end = cursor
    var breaks = 0
    while end < raw.count, isBlank(end) || isBreak(end) {
      breaks += isBreak(end) ? 1 : 0
      end += isBreak(end) ? breakLength(end) : 1
    }
    if breaks == 0 {
      take(bytes: 1, rawLength: 1)
    } else {
      take(bytes: max(breaks - 1, 1), rawLength: end - cursor)
    }
  }

  private mutating func alignEscape() -> Bool {
    guard cursor + 1 < raw.count else { return false }
    if isBreak(cursor + 1) {
      cursor += 1 + breakLength(cursor + 1)
      while cursor < raw.count, isBlank(cursor) || isBreak(cursor) { cursor += isBreak(cursor) ? breakLength(cursor) : 1 }
      return true
    }
    let length =
      switch raw[cursor + 1] {
      case UInt8(ascii: "x"): 4
      case UInt8(ascii: "u"): 6
      case UInt8(ascii: "U"): 10
      default: 2
      }
    take(bytes: scalarLength(at: places.count), rawLength: length)
    return true
  }

  private mutating func alignBlock() {
    while cursor < raw.count, !isBreak(cursor) { cursor += 1 }
    guard cursor < raw.count else { return }
    cursor += breakLength(cursor)
    let indent = blockIndent()
    var atLineStart = true
    while places.count < text.count, cursor < raw.count {
      if atLineStart { skipIndent(indent) }
      atLineStart = false
      if cursor < raw.count, isBreak(cursor) {
        alignBreaks(indent)
        atLineStart = true
      } else if cursor < raw.count, raw[cursor] == text[places.count] {
        take(bytes: 1, rawLength: 1)
      } else {
        return
      }
    }
    if places.count == text.count { places.append(cursor) }
  }

  private mutating func alignBreaks(_ indent: Int) {
    if scalar.style == .literal {
      if text[places.count] == 0x0A { take(bytes: 1, rawLength: breakLength(cursor)) } else { cursor += breakLength(cursor) }
      return
    }
    var end = cursor
    while end < raw.count, isBreak(end) {
      end += breakLength(end)
      var blank = end
      while blank < raw.count, isBlank(blank), blank - end < indent { blank += 1 }
      if blank < raw.count, isBreak(blank) { end = blank }
    }
    var count = 0
    if text[places.count] == 0x20 {
      count = 1
    } else {
      while places.count + count < text.count, text[places.count + count] == 0x0A { count += 1 }
    }
    take(bytes: count, rawLength: end - cursor)
  }

  /// Columns that each line of a block scalar leaves out: those of its first line with words.
  private func blockIndent() -> Int {
    var at = cursor
    while at < raw.count {
      var end = at
      while end < raw.count, raw[end] == 0x20 { end += 1 }
      guard end < raw.count, isBreak(end) else {
        let leading = text.prefix { $0 == 0x20 }.count
        return max(end - at - leading, 0)
      }
      at = end + breakLength(end)
    }
    return 0
  }

  private mutating func skipIndent(_ indent: Int) {
    var left = indent
    while left > 0, cursor < raw.count, raw[cursor] == 0x20 {
      cursor += 1
      left -= 1
    }
  }

  /// The next bytes of the text stand at the cursor, which moves on.
  private mutating func take(bytes count: Int, rawLength: Int) {
    let count = min(count, text.count - places.count)
    places.append(contentsOf: repeatElement(cursor, count: count))
    cursor = min(cursor + rawLength, raw.count)
  }

  private func scalarLength(at offset: Int) -> Int {
    switch text[offset] {
    case 0..<0x80: 1
    case 0x80..<0xE0: 2
    case 0xE0..<0xF0: 3
    default: 4
    }
  }

  private func isBlank(_ index: Int) -> Bool { raw[index] == 0x20 || raw[index] == 0x09 }
  private func isBreak(_ index: Int) -> Bool { raw[index] == 0x0A || raw[index] == 0x0D }
  private func breakLength(_ index: Int) -> Int {
    raw[index] == 0x0D && index + 1 < raw.count && raw[index + 1] == 0x0A ? 2 : 1
  }
}
