/// A word or sign of an expression's source.
struct Token {
  enum Kind: Equatable {
    case name(String)
    /// A selector in back ticks.
    case quotedName(String)
    /// A whole number without its sign, which may stand before it.
    case int(UInt64)
    /// uint, double, string or bytes.
    case literal(Value)
    case sign(Sign)
    case end
  }

  enum Sign: String {
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBracket = "["
    case rightBracket = "]"
    case leftBrace = "{"
    case rightBrace = "}"
    case dot = "."
    case comma = ","
    case colon = ":"
    case question = "?"
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case percent = "%"
    case not = "!"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case and = "&&"
    case or = "||"
  }

  let kind: Kind
  let place: Place

  /// The name, if it is one.
  var text: String { if case .name(let text) = kind { text } else { "" } }

  /// The token as a message names it.
  var description: String {
    switch kind {
    case .name(let text): "'\(text)'"
    case .quotedName(let text): "'`\(text)`'"
    case .int(let number): "'\(number)'"
    case .literal: "a literal"
    case .sign(let sign): "'\(sign.rawValue)'"
    case .end: "the end"
    }
  }
}
