/// Where something stands in a template: line and column from 1, the column in Unicode scalars; `offset` in UTF-8 bytes.
package struct TemplatePlace: Hashable, Sendable {
  package let file: String
  package let line: Int
  package let column: Int
  package let offset: Int
}

/// Finds lines and columns of UTF-8 offsets in one text.
struct LineIndex: Sendable {
  let file: String
  private let bytes: [UInt8]
  private let starts: [Int]

  init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
    starts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
  }

  func place(_ offset: Int) -> TemplatePlace {
    let offset = min(max(offset, 0), bytes.count)
    let line = starts.lastIndex { $0 <= offset } ?? 0
    let column = bytes[starts[line]..<offset].count { $0 & 0xC0 != 0x80 } + 1
    return TemplatePlace(file: file, line: line + 1, column: column, offset: offset)
  }

  /// The start of a line given by its number.
  func start(ofLine line: Int) -> TemplatePlace {
    place(line >= 1 && line <= starts.count ? starts[line - 1] : 0)
  }
}
