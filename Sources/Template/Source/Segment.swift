import CEL

/// A piece of text that is written as it is, or an expression whose value stands there.
enum Segment: Sendable {
  case literal(String)
  case expression(CompiledExpression)

  var isExpression: Bool {
    if case .expression = self { true } else { false }
  }

  /// The text if no expression is in it.
  static func literal(of segments: [Segment]) -> String? {
    segments.reduce("") { text, segment in
      if let text, case .literal(let words) = segment { text + words } else { nil }
    }
  }
}
