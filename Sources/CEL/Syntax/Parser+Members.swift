extension Parser {
  /// A primary with what follows it: fields, calls, indexes.
  mutating func member(isNegative: Bool) throws(Problem) -> Expression {
    var operand = try primary(isNegative: isNegative)
    while let sign, sign == .dot || sign == .leftBracket || sign == .leftBrace { operand = try link(sign, operand) }
    return operand
  }

  /// What follows a member.
  private mutating func link(_ sign: Token.Sign, _ operand: Expression) throws(Problem) -> Expression {
    switch sign {
    case .dot: return try selection(of: operand)
    case .leftBracket: return try index(of: operand)
    default:
      guard let name = operand.qualifiedName else { throw unexpected("an operator") }
      return try object(name, at: operand.place)
    }
  }

  private mutating func selection(of operand: Expression) throws(Problem) -> Expression {
    advance()
    let isOptional = take(.question)
    let name: String
    switch token.kind {
    case .name(let text) where !Words.literals.contains(text): name = text
    case .quotedName(let text): name = text
    default: throw unexpected("the name of a field or function")
    }
    let isQuoted = if case .quotedName = token.kind { true } else { false }
    advance()
    let place = operand.place.through(previousPlace)
    if !isOptional, !isQuoted, case .sign(.leftParenthesis) = token.kind {
      return try call(name, receiver: operand, nameAt: previousPlace)
    }
    return try node(.select(operand, field: name, isOptional: isOptional), at: place, height: operand.height + 1)
  }

  private mutating func index(of operand: Expression) throws(Problem) -> Expression {
    advance()
    let isOptional = take(.question)
    let key = try expression()
    try expect(.rightBracket)
    let height = 1 + Swift.max(operand.height, key.height)
    let kind = Expression.Kind.index(operand, key: key, isOptional: isOptional)
    return try node(kind, at: operand.place.through(previousPlace), height: height)
  }

  mutating func call(_ name: String, receiver: Expression?, nameAt namePlace: Place) throws(Problem) -> Expression {
    try expect(.leftParenthesis)
    var arguments: [Expression] = []
    if !take(.rightParenthesis) {
      repeat { arguments.append(try expression()) } while take(.comma)
      try expect(.rightParenthesis)
    }
    let place = (receiver?.place ?? namePlace).through(previousPlace)
    return try expand(name, receiver: receiver, arguments: arguments, at: place, nameAt: namePlace)
  }

  private mutating func primary(isNegative: Bool) throws(Problem) -> Expression {
    switch sign {
    case .leftParenthesis?: try parenthesised()
    case .leftBracket?: try list()
    case .leftBrace?: try map()
    default: isCall ? try plainCall() : try simple(isNegative: isNegative)
    }
  }

  /// Whether a name with arguments is at hand.
  private var isCall: Bool {
    guard case .name(let name) = token.kind, isFollowed(by: .leftParenthesis) else { return false }
    return !Words.literals.contains(name) && !Words.reserved.contains(name)
  }

  private mutating func plainCall() throws(Problem) -> Expression {
    let token = token
    advance()
    return try call(token.text, receiver: nil, nameAt: token.place)
  }

  private mutating func parenthesised() throws(Problem) -> Expression {
    advance()
    let inner = try expression()
    try expect(.rightParenthesis)
    return inner
  }

  private mutating func simple(isNegative: Bool) throws(Problem) -> Expression {
    let start = token.place
    switch token.kind {
    case .sign(.minus) where isNegative:
      advance()
      return try number(isNegative: true, at: start.through(token.place))
    case .int, .literal(.double): return try number(isNegative: false, at: start)
    case .literal(let value):
      advance()
      return try node(.literal(value), at: start, height: 1)
    case .name(let name): return try word(name)
    case .sign(.dot): return try rooted(from: start)
    default: throw unexpected("a value")
    }
  }

  /// `.name`, looked up from the root.
  private mutating func rooted(from start: Place) throws(Problem) -> Expression {
    advance()
    guard case .name(let name) = token.kind, !Words.reserved.contains(name), !Words.literals.contains(name) else {
      throw unexpected("a name")
    }
    return try named("." + name, at: start.through(token.place))
  }

  private mutating func number(isNegative: Bool, at place: Place) throws(Problem) -> Expression {
    let value: Value
    switch token.kind {
    case .int(let magnitude):
      guard magnitude <= UInt64(Int64.max) + (isNegative ? 1 : 0) else {
        throw Problem("this number does not fit an int", hint: isNegative ? nil : "a uint is written with a `u` behind it", at: place)
      }
      value = .int(isNegative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(magnitude))
    case .literal(.double(let magnitude)): value = .double(isNegative ? -magnitude : magnitude)
    default: throw unexpected("a number")
    }
    advance()
    return try node(.literal(value), at: place, height: 1)
  }

  private mutating func word(_ name: String) throws(Problem) -> Expression {
    let place = token.place
    switch name {
    case "true", "false":
      advance()
      return try node(.literal(.bool(name == "true")), at: place, height: 1)
    case "null":
      advance()
      return try node(.literal(.null), at: place, height: 1)
    case "in": throw unexpected("a value")
    case _ where Words.reserved.contains(name):
      throw Problem("'\(name)' is a reserved word", hint: Words.hints[name], at: place)
    default: return try named(name, at: place)
    }
  }

  private mutating func named(_ name: String, at place: Place) throws(Problem) -> Expression {
    advance()
    if sign == .leftParenthesis { return try call(name, receiver: nil, nameAt: place) }
    return try node(.name(name), at: place, height: 1)
  }
}

/// Words with a meaning of their own.
enum Words {
  static let literals: Set<String> = ["true", "false", "null", "in"]
  static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var",
    "void", "while",
  ]
  static let hints: [String: String] = [
    "if": "a choice is written `condition ? this : that`", "for": "lists are gone through with `map`, `filter`, `all`, `exists`",
  ]
}

extension Expression {
  /// `a.b.c` as one name, if it is one.
  var qualifiedName: String? {
    switch kind {
    case .name(let name): name
    case .select(let operand, let field, isOptional: false): operand.qualifiedName.map { $0 + "." + field }
    default: nil
    }
  }
}
