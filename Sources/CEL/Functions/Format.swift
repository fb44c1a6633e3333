/// `"…".format([…])`.
enum Format {
  static func format(_ template: String, _ arguments: [Value]) throws(EvaluationError) -> String {
    let bytes = Array(template.utf8)
    var result: [UInt8] = []
    var position = 0
    var next = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      guard byte == 0x25 else {
        result.append(byte)
        continue
      }
      if position < bytes.count, bytes[position] == 0x25 {
        result.append(0x25)
        position += 1
        continue
      }
      let clause = try clause(bytes, &position)
      guard next < arguments.count else { throw EvaluationError("there are fewer values than clauses to format") }
      result += try text(of: arguments[next], clause).utf8
      try EvaluationError.checkSize(result.count)
      next += 1
    }
    return String(decoding: result, as: UTF8.self)
  }

  private struct Clause {
    let letter: Unicode.Scalar
    let precision: Int?
  }

  /// `.2f` behind the percent sign.
  private static func clause(_ bytes: [UInt8], _ position: inout Int) throws(EvaluationError) -> Clause {
    var precision: Int?
    if position < bytes.count, bytes[position] == 0x2E {
      position += 1
      var number = 0
      let start = position
      while position < bytes.count, Lexer.isDigit(bytes[position]) {
        number = Swift.min(number * 10 + Int(bytes[position] - 0x30), Limits.fractionDigitsMax + 1)
        position += 1
      }
      guard position > start else { throw EvaluationError("behind `%.` stands a number") }
      guard number <= Limits.fractionDigitsMax else { throw EvaluationError("more than \(Limits.fractionDigitsMax) digits are too many") }
      precision = number
    }
    guard position < bytes.count else { throw EvaluationError("the text ends within a clause") }
    position += 1
    return Clause(letter: Unicode.Scalar(bytes[position - 1]), precision: precision)
  }

  private static let fractionDefault = 6

  private static func text(of value: Value, _ clause: Clause) throws(EvaluationError) -> String {
    let digits = clause.precision ?? fractionDefault
    switch clause.letter {
    case "s": return try text(of: value)
    case "d": return try decimal(value)
    case "f": return try number(value).fixedText(fraction: digits)
    case "e": return try number(value).scientificText(fraction: digits)
    case "b":
      if case .bool(let flag) = value { return flag ? "1" : "0" }
      return try whole(value, radix: 2, "b")
    case "o": return try whole(value, radix: 8, "o")
    case "x": return try hexadecimal(value, uppercase: false)
    case "X": return try hexadecimal(value, uppercase: true)
    default: throw EvaluationError("`%\(clause.letter)` is no clause")
    }
  }

  /// What `%s` makes of a value.
  static func text(of value: Value) throws(EvaluationError) -> String {
    switch value {
    case .string(let text): return text
    case .bytes(let bytes): return String(mending: bytes)
    case .double(let number): return number.plainText
    case .type(let type): return type.name
    case .timestamp(let instant): return instant.description
    case .duration(let span): return span.description
    case .list(let elements):
      var texts: [String] = []
      for element in elements { texts.append(try text(of: element)) }
      return "[" + texts.joined(separator: ", ") + "]"
    case .map(let map):
      var entries: [(key: String, value: String)] = []
      for (key, value) in map { entries.append((key.text, try text(of: value))) }
      entries.sort { $0.key.order(to: $1.key) == .less }
      return "{" + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
    case .optional: throw mismatch("s", value)
    case .null: return "null"
    case .bool(let flag): return flag ? "true" : "false"
    case .int(let number): return String(number)
    case .uint(let number): return String(number)
    }
  }

  private static func decimal(_ value: Value) throws(EvaluationError) -> String {
    if case .double(let number) = value { return number.plainText }
    return try whole(value, radix: 10, "d")
  }

  private static func number(_ value: Value) throws(EvaluationError) -> Double {
    switch value {
    case .int(let number): return Double(number)
    case .uint(let number): return Double(number)
    case .double(let number): return number
    default: throw mismatch("f", value)
    }
  }

  private static func whole(_ value: Value, radix: Int, _ letter: String, uppercase: Bool = false) throws(EvaluationError) -> String {
    switch value {
    case .int(let number): return String(number, radix: radix, uppercase: uppercase)
    case .uint(let number): return String(number, radix: radix, uppercase: uppercase)
    default: throw mismatch(letter, value)
    }
  }

  private static func hexadecimal(_ value: Value, uppercase: Bool) throws(EvaluationError) -> String {
    switch value {
    case .string(let text): return hexadecimal(Array(text.utf8), uppercase)
    case .bytes(let bytes): return hexadecimal(bytes, uppercase)
    default: return try whole(value, radix: 16, "x", uppercase: uppercase)
    }
  }

  private static func hexadecimal(_ bytes: [UInt8], _ uppercase: Bool) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: uppercase) }.joined()
  }

  private static func mismatch(_ letter: String, _ value: Value) -> EvaluationError {
    EvaluationError("`%\(letter)` does not go with \(value.type.description.withArticle)")
  }
}

extension String {
  /// UTF-8 with each run of faulty bytes as one replacement character.
  init(mending bytes: [UInt8]) {
    var scalars = String.UnicodeScalarView()
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var isFaulty = false
    decoding: while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar):
        scalars.append(scalar)
        isFaulty = false
      case .error:
        if !isFaulty { scalars.append("\u{FFFD}") }
        isFaulty = true
      case .emptyInput: break decoding
      }
    }
    self.init(scalars)
  }
}
