extension YAML {
  package enum ScalarStyle: Sendable, Hashable {
    case plain
    case singleQuoted
    case doubleQuoted
    /// `|`
    case literal
    /// `>`
    case folded
  }

  /// A text of the file; what it means is for the reader to ask.
  package struct Scalar: Sendable {
    package let text: String
    package let style: ScalarStyle
    package let range: SourceRange
    let source: SourceText

    package var isNull: Bool { style == .plain && ["", "~", "null"].contains(text) }

    /// `true` or `false`, unquoted; YAML 1.1's `yes`, `on` and the like are words.
    package var boolean: Bool? { style == .plain ? ["true": true, "false": false][text] : nil }

    /// A word that older YAML took for a boolean: worth a hint where one is expected.
    package var isFormerBoolean: Bool {
      style == .plain && ["yes", "no", "on", "off", "y", "n", "true", "false"].contains(text.lowercased()) && boolean == nil
    }

    /// Decimal, unquoted.
    package var integer: Int? { style == .plain ? Int(text) : nil }

    /// Decimal with or without a fraction, finite, unquoted.
    package var number: Double? {
      guard style == .plain, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x65, 0x45].contains($0) }) else {
        return nil
      }
      return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    /// Where a UTF-8 offset inside `text` stands in the file. Exact through quotes, escapes, folding and indentation; the scalar's
    /// start where the two texts cannot be laid side by side.
    package func position(atTextOffset offset: Int) -> SourcePosition {
      ScalarAlignment(self).position(atTextOffset: offset)
    }

    /// The same for a line and a column (both from 1, in Unicode scalars) inside `text`.
    package func position(atTextLine line: Int, column: Int) -> SourcePosition {
      position(atTextOffset: SourceText(file: "", text: text).position(line: line, column: column).offset)
    }

    /// The file's range of a part of `text`, in UTF-8 offsets.
    package func range(ofText part: Range<Int>) -> SourceRange {
      let alignment = ScalarAlignment(self)
      return SourceRange(start: alignment.position(atTextOffset: part.lowerBound), end: alignment.position(atTextOffset: part.upperBound))
    }
  }
}
