/// A place in a text file, as editors count: line and column from 1, the column in Unicode scalars; `offset` in UTF-8 bytes from 0.
package struct SourcePosition: Hashable, Sendable, Comparable {
  package let line: Int
  package let column: Int
  package let offset: Int

  package init(line: Int, column: Int, offset: Int) {
    self.line = line
    self.column = column
    self.offset = offset
  }

  package static func < (left: SourcePosition, right: SourcePosition) -> Bool { left.offset < right.offset }
}

/// From the first character of something to the place just after its last.
package struct SourceRange: Hashable, Sendable {
  package let start: SourcePosition
  package let end: SourcePosition

  package init(start: SourcePosition, end: SourcePosition) {
    self.start = start
    self.end = end
  }
}
