/// A parsed regular expression.
indirect enum RegexTree {
  case empty
  case literal(Unicode.Scalar, foldsCase: Bool)
  case set(RegexSet)
  case assertion(RegexAssertion)
  case sequence([RegexTree])
  case choice([RegexTree])
  /// `maximum` nil is without end.
  case repetition(RegexTree, minimum: Int, maximum: Int?)
}

/// A condition on the place between two code points.
enum RegexAssertion {
  case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary

  func holds(before: UInt32?, after: UInt32?) -> Bool {
    switch self {
    case .textStart: before == nil
    case .textEnd: after == nil
    case .lineStart: before == nil || before == 0x0A
    case .lineEnd: after == nil || after == 0x0A
    case .wordBoundary: Self.isWord(before) != Self.isWord(after)
    case .noWordBoundary: Self.isWord(before) == Self.isWord(after)
    }
  }

  private static func isWord(_ code: UInt32?) -> Bool {
    guard let code, let byte = UInt8(exactly: code) else { return false }
    return Lexer.isNamePart(byte)
  }
}
