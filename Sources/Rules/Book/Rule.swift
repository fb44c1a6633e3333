import CEL

/// One way in which a session can be faulty.
struct Rule: Sendable {
  /// `no-end`
  let name: String
  let condition: Program
  let text: RuleText
}

/// A sentence with `${ expression }` in it.
struct RuleText: Sendable {
  enum Part: Sendable {
    case words(String)
    case value(Program)
  }

  let parts: [Part]

  func rendered(_ scope: some Scope) throws(EvaluationError) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .words(let words): text += words
      case .value(let program): text += try Self.text(of: program.evaluate(scope))
      }
    }
    return text
  }

  private static func text(of value: Value) throws(EvaluationError) -> String {
    switch value {
    case .string(let text): text
    case .int(let number): String(number)
    default: throw EvaluationError("expected text or a whole number")
    }
  }
}
