/// Something in a YAML file that a person must mend, with its place.
package struct YAMLProblem: Error, Hashable, Sendable {
  package enum Code: String, Sendable {
    case syntax = "yaml-syntax"
    case quoting = "yaml-quoting"
    case duplicateKey = "yaml-duplicate-key"
    case alias = "yaml-alias"
    case tag = "yaml-tag"
    case document = "yaml-document"
    case limit = "yaml-limit"
    /// Found by the reader of the tree.
    case content = "content"
  }

  package let code: Code
  package let file: String
  package let message: String
  package let hint: String?
  package let line: Int
  /// From 1, in Unicode scalars.
  package let column: Int
  /// Unicode scalars to underline; at least 1.
  package let length: Int
  /// The line with a caret below it.
  package let excerpt: String

  package init(_ code: Code, _ message: String, hint: String? = nil, range: SourceRange, in source: SourceText) {
    let sameLine = range.start.line == range.end.line
    self.init(
      code, message, hint: hint, at: range.start, length: sameLine ? range.end.column - range.start.column : 1, in: source)
  }

  package init(_ code: Code, _ message: String, hint: String? = nil, at start: SourcePosition, length: Int = 1, in source: SourceText) {
    self.code = code
    self.file = source.file
    self.message = message
    self.hint = hint
    self.line = start.line
    self.column = start.column
    self.length = max(length, 1)
    self.excerpt = source.excerpt(line: start.line, column: start.column, length: max(length, 1))
  }
}

extension YAMLProblem: CustomStringConvertible {
  package var description: String {
    "\(file):\(line):\(column): \(message)\n\(excerpt)" + (hint.map { "\nhint: \($0)" } ?? "")
  }
}

/// All that is wrong with a file, in the order of the file.
package struct YAMLProblems: Error, Hashable, Sendable, CustomStringConvertible {
  package let problems: [YAMLProblem]

  package init(_ problems: [YAMLProblem]) {
    self.problems = problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  package var description: String { problems.map(\.description).joined(separator: "\n\n") }
}
