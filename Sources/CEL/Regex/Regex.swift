/// A regular expression in RE2's syntax, matched in time linear in the text: there is no backtracking.
///
/// Whether a text matches is all that is asked, so groups capture nothing and lazy repeats are as greedy ones.
struct Regex: Sendable {
  let program: RegexProgram

  /// Bytes of a pattern; what it unfolds to is limited by `RegexProgram`.
  private static let patternBytesMax = 4096

  static func compiled(_ pattern: String) throws(EvaluationError) -> Regex {
    guard pattern.utf8.count <= patternBytesMax else {
      throw EvaluationError("the regular expression is longer than \(patternBytesMax) bytes")
    }
    var parser = RegexParser(pattern)
    let tree = try parser.parse()
    var builder = RegexBuilder()
    return Regex(program: try builder.build(tree))
  }

  /// Whether any part of the text fits.
  func matches(_ text: String) -> Bool {
    var matcher = RegexMatcher(program)
    return matcher.matches(text)
  }

  /// What matching a text costs, in the units of `CostLimit`.
  func cost(_ text: String) -> Int { 1 + text.utf8.count * program.instructions.count / 16 }
}
