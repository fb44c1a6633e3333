extension YAML {
  /// A value of the file and where it stands.
  package struct Node: Sendable {
    package enum Content: Sendable {
      case scalar(Scalar)
      case sequence([Node])
      case mapping(Mapping)
    }

    package let content: Content
    /// Where it was written: for an alias the place of the anchor, so that errors inside it point at the words themselves.
    package let range: SourceRange
    /// Where the alias stands, if this value came through one.
    package let aliasRange: SourceRange?
    /// Written as `{ … }` or `[ … ]`.
    package let isFlow: Bool
    package let source: SourceText

    init(content: Content, range: SourceRange, aliasRange: SourceRange? = nil, isFlow: Bool = false, source: SourceText) {
      self.content = content
      self.range = range
      self.aliasRange = aliasRange
      self.isFlow = isFlow
      self.source = source
    }

    package var start: SourcePosition { range.start }
    package var end: SourcePosition { range.end }

    package var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
    package var sequence: [Node]? { if case .sequence(let nodes) = content { nodes } else { nil } }
    package var mapping: Mapping? { if case .mapping(let mapping) = content { mapping } else { nil } }

    /// The text of a scalar.
    package var text: String? { scalar?.text }
    /// Nothing was written, or `null` or `~`.
    package var isNull: Bool { scalar?.isNull ?? false }

    /// What a person calls it, for messages: "text", "a list", "a mapping", "nothing".
    package var kindName: String {
      switch content {
      case .scalar(let scalar): scalar.isNull ? "nothing" : "text"
      case .sequence: "a list"
      case .mapping: "a mapping"
      }
    }

    /// The value of a key of a mapping.
    package subscript(key: String) -> Node? { mapping?[key] }

    /// The words of the file from its first character to its last.
    package var writtenText: Substring {
      let bytes = source.text.utf8
      let start = bytes.index(bytes.startIndex, offsetBy: range.start.offset)
      let end = bytes.index(bytes.startIndex, offsetBy: max(range.end.offset, range.start.offset))
      return source.text[start..<end]
    }

    /// A problem at this value.
    package func problem(_ message: String, hint: String? = nil) -> YAMLProblem {
      YAMLProblem(.content, message, hint: hint, range: range, in: source)
    }

    func aliased(at range: SourceRange) -> Node {
      Node(content: content, range: self.range, aliasRange: range, isFlow: isFlow, source: source)
    }
  }
}
