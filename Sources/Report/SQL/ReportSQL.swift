/// The text of a report, taken apart at its binds: `:name` stands for a parameter, never for text.
///
/// What looks like a bind within a string, a quoted name, a comment or a dollar quote is left alone, and so is a cast (`::`).
package struct ReportSQL: Hashable, Sendable {
  enum Piece: Hashable, Sendable {
    case text(String)
    case bind(String)
  }

  let pieces: [Piece]
  /// Names of the binds, each once, in order of appearance.
  package let binds: [String]
  /// The first word outside of comments, in capitals.
  let firstWord: String
  /// Whether anything but blanks and comments follows a semicolon.
  let hasSecondStatement: Bool

  /// - Throws: where a string or a comment does not end.
  package init(parsing text: String) throws(ReportProblem) {
    var lexer = SQLLexer(text)
    try lexer.run()
    pieces = lexer.pieces
    firstWord = lexer.firstWord.uppercased()
    hasSecondStatement = lexer.hasSecondStatement
    var seen: Set<String> = []
    binds = pieces.compactMap { piece in
      if case .bind(let name) = piece, seen.insert(name).inserted { name } else { nil }
    }
  }

  /// The words that a statement begins with which only reads.
  private static let readers: Set<String> = ["SELECT", "WITH", "VALUES", "TABLE", "("]

  /// Refuses what cannot be a report: more than one statement, or one that does not begin as a question. The session's own
  /// refusal of writes stands behind this.
  package func checkReads() throws(ReportProblem) {
    if hasSecondStatement { throw ReportProblem("a report is one statement; there is another behind the semicolon") }
    guard Self.readers.contains(firstWord) else {
      let word = firstWord.isEmpty ? "nothing" : firstWord
      throw ReportProblem("a report only reads: it begins with SELECT, WITH, VALUES or TABLE, not with \(word)")
    }
  }

  /// The statement with each bind as the dialect has it.
  /// - Parameter bind: the placeholder for a name at its n-th appearance (from 1).
  package func text(_ bind: (String, Int) -> String) -> String {
    var output = ""
    var count = 0
    for piece in pieces {
      switch piece {
      case .text(let text): output += text
      case .bind(let name):
        count += 1
        output += bind(name, count)
      }
    }
    return output
  }

  /// Names in the order of their appearance, repeated ones repeated: for dialects that only count.
  package var appearances: [String] {
    pieces.compactMap { if case .bind(let name) = $0 { name } else { nil } }
  }
}

/// What is wrong with a report's file or text; for people.
package struct ReportProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package var message: String
  /// From 1; 0 where the whole is meant.
  package var line: Int

  package init(_ message: String, line: Int = 0) { (self.message, self.line) = (message, line) }

  package var description: String { line > 0 ? "line \(line): \(message)" : message }
}
