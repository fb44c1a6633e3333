/// Builds the tree of an expression, with its macros expanded.
struct Parser {
  private let tokens: [Token]
  private var position = 0
  private var nesting = 0
  private var nextID = 0

  private init(tokens: [Token]) { self.tokens = tokens }

  static func parse(_ source: String) throws(Problem) -> Expression {
    var parser = Parser(tokens: try Lexer.tokens(of: source))
    if parser.token.kind == .end { throw Problem("an expression is missing", at: parser.token.place) }
    let expression = try parser.expression()
    guard parser.token.kind == .end else { throw parser.unexpected("the end or an operator") }
    return expression
  }

  var token: Token { tokens[position] }

  /// The end of what was read last.
  var previousPlace: Place { tokens[Swift.max(position - 1, 0)].place }

  mutating func advance() { if position < tokens.count - 1 { position += 1 } }

  mutating func take(_ sign: Token.Sign) -> Bool {
    guard self.sign == sign else { return false }
    advance()
    return true
  }

  mutating func expect(_ sign: Token.Sign) throws(Problem) {
    if !take(sign) { throw unexpected("'\(sign.rawValue)'") }
  }

  func unexpected(_ expected: String) -> Problem {
    Problem("expected \(expected), found \(token.description)", at: token.place)
  }

  mutating func node(_ kind: Expression.Kind, at place: Place, height: Int) throws(Problem) -> Expression {
    guard height <= Limits.treeHeightMax else {
      throw Problem("the expression is a chain of more than \(Limits.treeHeightMax) links", at: place)
    }
    nextID += 1
    return Expression(id: nextID - 1, place: place, kind: kind, height: height)
  }

  /// A whole expression: `condition ? then : otherwise`, or what binds tighter.
  mutating func expression() throws(Problem) -> Expression {
    nesting += 1
    defer { nesting -= 1 }
    if nesting > Limits.nestingMax { throw tooDeep }
    let condition = try operators(from: 1)
    return take(.question) ? try conditional(condition) : condition
  }

  private var tooDeep: Problem {
    Problem("the expression is nested deeper than \(Limits.nestingMax) levels", at: token.place)
  }

  private mutating func conditional(_ condition: Expression) throws(Problem) -> Expression {
    let then = try operators(from: 1)
    try expect(.colon)
    let otherwise = try expression()
    let height = 1 + Swift.max(condition.height, then.height, otherwise.height)
    let place = condition.place.through(otherwise.place)
    return try node(.conditional(condition, then: then, otherwise: otherwise), at: place, height: height)
  }

  /// Operands joined by operators that bind at least as tightly as `level`.
  private mutating func operators(from level: Int) throws(Problem) -> Expression {
    var left = try unary()
    while let next = binaryOperator, next.level >= level {
      advance()
      switch next {
      case .logic(let logic): left = try chain(logic, first: left)
      case .binary(let binary): left = try self.binary(binary, left)
      }
    }
    return left
  }

  private mutating func binary(_ operation: BinaryOperator, _ left: Expression) throws(Problem) -> Expression {
    let right = try operators(from: operation.level + 1)
    let height = 1 + Swift.max(left.height, right.height)
    return try node(.binary(operation, left, right), at: left.place.through(right.place), height: height)
  }

  /// `first && … && …` as one node.
  private mutating func chain(_ logic: LogicOperator, first: Expression) throws(Problem) -> Expression {
    var operands = [first]
    repeat { operands.append(try operators(from: logic.level + 1)) } while take(logic == .or ? .or : .and)
    let height = 1 + operands.reduce(0) { Swift.max($0, $1.height) }
    return try node(.logic(logic, operands), at: first.place.through(previousPlace), height: height)
  }

  private enum Operation {
    case binary(BinaryOperator)
    case logic(LogicOperator)

    var level: Int {
      switch self {
      case .binary(let operation): operation.level
      case .logic(let operation): operation.level
      }
    }
  }

  private var binaryOperator: Operation? {
    switch token.kind {
    case .name("in"): .binary(.in)
    case .sign(.or): .logic(.or)
    case .sign(.and): .logic(.and)
    case .sign(let sign): BinaryOperator(rawValue: sign.rawValue).map { .binary($0) }
    default: nil
    }
  }

  func isFollowed(by sign: Token.Sign) -> Bool {
    position + 1 < tokens.count && tokens[position + 1].kind == .sign(sign)
  }

  /// The sign at hand, if it is one.
  var sign: Token.Sign? { if case .sign(let sign) = token.kind { sign } else { nil } }

  /// `!x`, `-x`, and a number with its sign. Split in two, as all on the way into parentheses: frames are small where it recurses.
  private mutating func unary() throws(Problem) -> Expression {
    sign == .not || sign == .minus ? try signed() : try member(isNegative: false)
  }

  private mutating func signed() throws(Problem) -> Expression {
    var signs: [(UnaryOperator, Place)] = []
    while let sign, sign == .not || sign == .minus {
      signs.append((sign == .not ? .not : .minus, token.place))
      advance()
    }
    let isNegative = signs.last?.0 == .minus && isNumber(token.kind)
    if isNegative {
      signs.removeLast()
      position -= 1
    }
    return try apply(signs, to: try member(isNegative: isNegative))
  }

  private mutating func apply(_ signs: [(UnaryOperator, Place)], to operand: Expression) throws(Problem) -> Expression {
    var operand = operand
    for (sign, place) in signs.reversed() {
      operand = try node(.unary(sign, operand), at: place.through(operand.place), height: operand.height + 1)
    }
    return operand
  }

  private func isNumber(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .int, .literal(.double): true
    default: false
    }
  }
}
