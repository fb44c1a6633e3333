extension RegexParser {
  /// What a backslash begins, outside of brackets.
  mutating func escape() throws(EvaluationError) -> RegexTree {
    if let set = try namedSet() { return .set(set.finished(negated: false, foldsCase: flags.foldsCase)) }
    if take("\\A") { return .assertion(.textStart) }
    if take("\\z") { return .assertion(.textEnd) }
    if take("\\b") { return .assertion(.wordBoundary) }
    if take("\\B") { return .assertion(.noWordBoundary) }
    return .literal(try escapedScalar(), foldsCase: flags.foldsCase)
  }

  /// `\d`, `\pL`, `\p{Greek}` and their opposites, if one stands here.
  private mutating func namedSet() throws(EvaluationError) -> RegexSet? {
    guard next == "\\", position + 1 < scalars.count else { return nil }
    let letter = scalars[position + 1]
    var set = RegexSet()
    switch letter {
    case "d", "D": set.insert(Self.posix["digit"]!, negated: letter == "D")
    case "s", "S": set.insert(Self.perlSpace, negated: letter == "S")
    case "w", "W": set.insert(Self.posix["word"]!, negated: letter == "W")
    case "p", "P":
      position += 2
      return try property(negated: letter == "P")
    default: return nil
    }
    position += 2
    return set
  }

  private mutating func property(negated: Bool) throws(EvaluationError) -> RegexSet {
    var name = ""
    var isNegated = negated
    if take("{") {
      if take("^") { isNegated.toggle() }
      while let scalar = next, scalar != "}" {
        name.unicodeScalars.append(scalar)
        position += 1
      }
      guard take("}") else { throw error("a `{` without a `}`") }
    } else if let scalar = next {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    var found = RegexSet()
    if name == "Any" {
      found.insert(0...RegexSet.codePointMax)
    } else if let mask = RegexCategory.mask(name) {
      found.insert(categories: mask)
    } else if let ranges = RegexScripts.ranges(name) {
      found = RegexSet(ranges)
    } else {
      throw error("there is no category or script `\(name.shortened)`")
    }
    var set = RegexSet()
    set.insert(found, negated: isNegated)
    return set
  }

  /// A code point behind a backslash.
  private mutating func escapedScalar() throws(EvaluationError) -> Unicode.Scalar {
    position += 1
    guard let letter = next else { throw error("a `\\` at the end") }
    position += 1
    switch letter {
    case "a": return "\u{07}"
    case "f": return "\u{0C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{0B}"
    case "x": return try hexadecimal()
    case "0": return try octal(first: 0)
    case "1"..."7":
      guard let second = next, ("0"..."7").contains(second) else { throw error("references to groups are not known") }
      return try octal(first: letter.value - 0x30)
    default:
      let isPlain = letter.isASCII && !Lexer.isNamePart(UInt8(letter.value)) || letter == "_"
      guard isPlain else { throw error("`\\\(letter)` is no escape") }
      return letter
    }
  }

  private mutating func octal(first: UInt32) throws(EvaluationError) -> Unicode.Scalar {
    var code = first
    for _ in 0..<2 {
      guard let digit = next, ("0"..."7").contains(digit) else { break }
      code = code * 8 + digit.value - 0x30
      position += 1
    }
    guard let scalar = Unicode.Scalar(code) else { throw error("this code point does not exist") }
    return scalar
  }

  private mutating func hexadecimal() throws(EvaluationError) -> Unicode.Scalar {
    let isBraced = take("{")
    var code: UInt32 = 0
    var count = 0
    while let scalar = next, scalar.isASCII, let digit = Lexer.hexValue(UInt8(scalar.value)), isBraced ? count < 8 : count < 2 {
      code = code << 4 | digit
      count += 1
      position += 1
    }
    guard isBraced ? count > 0 && take("}") : count == 2, let scalar = Unicode.Scalar(code) else {
      throw error("`\\x` takes two digits or `{…}`")
    }
    return scalar
  }

  /// `[…]`.
  mutating func bracketed() throws(EvaluationError) -> RegexSet {
    position += 1
    let isNegated = take("^")
    var set = RegexSet()
    var isFirst = true
    while let scalar = next {
      if scalar == "]", !isFirst {
        position += 1
        return set.finished(negated: isNegated, foldsCase: flags.foldsCase)
      }
      isFirst = false
      if scalar == "[", let named = try posixSet() {
        set.insert(named, negated: false)
      } else if let named = try namedSet() {
        set.insert(named, negated: false)
      } else {
        set.insert(try range())
      }
    }
    throw error("a `[` without a `]`")
  }

  private mutating func range() throws(EvaluationError) -> ClosedRange<UInt32> {
    let first = try member().value
    guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else { return first...first }
    position += 1
    let last = try member().value
    guard first <= last else { throw error("a range that goes backwards") }
    return first...last
  }

  private mutating func member() throws(EvaluationError) -> Unicode.Scalar {
    guard let scalar = next else { throw error("a `[` without a `]`") }
    if scalar == "\\" { return try escapedScalar() }
    position += 1
    return scalar
  }

  /// `[:alpha:]` within brackets, if one stands here.
  private mutating func posixSet() throws(EvaluationError) -> RegexSet? {
    let start = position
    guard take("[:") else { return nil }
    let isNegated = take("^")
    var name = ""
    while let scalar = next, scalar.isASCII, Lexer.isNamePart(UInt8(scalar.value)) {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard take(":]") else {
      position = start
      return nil
    }
    guard let found = Self.posix[name] else { throw error("there is no set `[:\(name.shortened):]`") }
    var set = RegexSet()
    set.insert(found, negated: isNegated)
    return set
  }

  private static let perlSpace = RegexSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])

  private static let posix: [String: RegexSet] = [
    "alnum": RegexSet([0x30...0x39, 0x41...0x5A, 0x61...0x7A]), "alpha": RegexSet([0x41...0x5A, 0x61...0x7A]),
    "ascii": RegexSet([0...0x7F]), "blank": RegexSet([0x09...0x09, 0x20...0x20]), "cntrl": RegexSet([0...0x1F, 0x7F...0x7F]),
    "digit": RegexSet([0x30...0x39]), "graph": RegexSet([0x21...0x7E]), "lower": RegexSet([0x61...0x7A]),
    "print": RegexSet([0x20...0x7E]), "punct": RegexSet([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
    "space": RegexSet([0x09...0x0D, 0x20...0x20]), "upper": RegexSet([0x41...0x5A]),
    "word": RegexSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]),
    "xdigit": RegexSet([0x30...0x39, 0x41...0x46, 0x61...0x66]),
  ]
}
