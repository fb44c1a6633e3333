/// Reads a regular expression of RE2's syntax.
struct RegexParser {
  let scalars: [Unicode.Scalar]
  var position = 0
  var flags = Flags()
  private var depth = 0

  struct Flags {
    var foldsCase = false
    var isMultiline = false
    var dotTakesNewline = false
  }

  /// Groups within each other; parsing recurses.
  private static let depthMax = 50
  /// As in RE2.
  private static let repeatMax = 1000

  init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

  var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  func error(_ message: String) -> EvaluationError { EvaluationError("the regular expression is faulty: \(message)") }

  mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard position + wanted.count <= scalars.count, scalars[position..<(position + wanted.count)].elementsEqual(wanted) else {
      return false
    }
    position += wanted.count
    return true
  }

  mutating func parse() throws(EvaluationError) -> RegexTree {
    let tree = try choice()
    if next != nil { throw error("a `)` without a `(`") }
    return tree
  }

  private mutating func choice() throws(EvaluationError) -> RegexTree {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthMax else { throw error("groups are nested deeper than \(Self.depthMax) levels") }
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(EvaluationError) -> RegexTree {
    var parts: [RegexTree] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      if take("\\Q") {
        parts += quoted()
        continue
      }
      if let part = try atom() { parts.append(try repeated(part)) }
    }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  /// `\Q…\E`: nothing in it has a meaning.
  private mutating func quoted() -> [RegexTree] {
    var parts: [RegexTree] = []
    while let scalar = next, !take("\\E") {
      parts.append(.literal(scalar, foldsCase: flags.foldsCase))
      position += 1
    }
    return parts
  }

  private mutating func repeated(_ part: RegexTree) throws(EvaluationError) -> RegexTree {
    guard let (minimum, maximum) = try quantifier() else { return part }
    _ = take("?")
    let end = position
    if try quantifier() != nil {
      position = end
      throw error("two repeats one after another")
    }
    return .repetition(part, minimum: minimum, maximum: maximum)
  }

  private mutating func quantifier() throws(EvaluationError) -> (Int, Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    return try counted()
  }

  /// `{2}`, `{2,}`, `{2,3}`; anything else in braces is text.
  private mutating func counted() throws(EvaluationError) -> (Int, Int?)? {
    let start = position
    guard take("{"), let minimum = number() else {
      position = start
      return nil
    }
    var maximum: Int? = minimum
    if take(",") { maximum = number() }
    guard take("}") else {
      position = start
      return nil
    }
    guard minimum <= Self.repeatMax, maximum ?? 0 <= Self.repeatMax else { throw error("more than \(Self.repeatMax) repeats") }
    if let maximum, maximum < minimum { throw error("a repeat from \(minimum) to \(maximum)") }
    return (minimum, maximum)
  }

  private mutating func number() -> Int? {
    var result: Int?
    while let scalar = next, ("0"..."9").contains(scalar) {
      result = Swift.min((result ?? 0) * 10 + Int(scalar.value - 0x30), Self.repeatMax + 1)
      position += 1
    }
    return result
  }

  /// One thing that a repeat may follow; nil for flags.
  private mutating func atom() throws(EvaluationError) -> RegexTree? {
    guard let scalar = next else { return nil }
    switch scalar {
    case "(": return try group()
    case "[": return .set(try bracketed())
    case "\\": return try escape()
    case "*", "+", "?": throw error("a repeat of nothing")
    default: break
    }
    position += 1
    switch scalar {
    case ".":
      return .set(RegexSet(flags.dotTakesNewline ? [] : [0x0A...0x0A]).finished(negated: true, foldsCase: false))
    case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
    default: return .literal(scalar, foldsCase: flags.foldsCase)
    }
  }

  private mutating func group() throws(EvaluationError) -> RegexTree? {
    position += 1
    let outer = flags
    if take("?") {
      if take("P<") || take("<") { try groupName() } else if try !groupFlags() { return nil }
    }
    let tree = try choice()
    guard take(")") else { throw error("a `(` without a `)`") }
    flags = outer
    return tree
  }

  private mutating func groupName() throws(EvaluationError) {
    let start = position
    while let scalar = next, scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil { position += 1 }
    guard position > start, take(">") else { throw error("a group's name") }
  }

  /// `(?i)`, which changes what follows, or `(?i:`, which starts a group; whether it is the latter.
  private mutating func groupFlags() throws(EvaluationError) -> Bool {
    var isOn = true
    var found = false
    while let scalar = next {
      position += 1
      switch scalar {
      case "i": flags.foldsCase = isOn
      case "m": flags.isMultiline = isOn
      case "s": flags.dotTakesNewline = isOn
      case "U": break
      case "-" where isOn:
        isOn = false
        found = false
        continue
      case ":" where found || isOn: return true
      case ")" where found: return false
      default: throw error("`(?\(scalar)` is no group")
      }
      found = true
    }
    throw error("a `(` without a `)`")
  }
}
