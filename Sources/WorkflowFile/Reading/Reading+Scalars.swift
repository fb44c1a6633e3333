import Workflow
import YAML

extension Reading {
  /// The text of a scalar; anything else is reported.
  func text(_ node: YAML.Node, _ what: String) -> String? {
    guard let text = node.text, !node.isNull else {
      report(.wrongShape, at: node, "\(what) is text, not \(node.kindName)")
      return nil
    }
    return text
  }

  /// A name of letters, digits, `_` and `-` that begins with a letter; what is one in CEL may be used in expressions bare.
  func name(_ node: YAML.Node, _ what: String) -> String? {
    guard let text = text(node, what) else { return nil }
    guard Self.isName(text) else {
      report(
        .badName, at: node, "`\(text)` cannot be \(what)", hint: "a letter, then letters, digits, `_` and `-`")
      return nil
    }
    return text
  }

  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first), text.utf8.count <= nameLengthMax else { return false }
    return text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D }
  }

  /// A name that an expression can use by itself: no word of CEL's own, which may only stand behind a dot.
  static func isVariable(_ text: String) -> Bool { isIdentifier(text) && !reservedWords.contains(text) }

  private static let reservedWords: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var",
    "void", "while",
  ]

  /// A name that an expression can use behind a dot: without `-`.
  static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) || first == 0x5F, text.utf8.count <= nameLengthMax else { return false }
    return text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x5F } && !celWords.contains(text)
  }

  /// Names go into keys, links and file names.
  static let nameLengthMax = 64
  private static let celWords: Set<String> = ["true", "false", "null", "in"]

  private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

  func boolean(_ node: YAML.Node, _ what: String) -> Bool? {
    if let value = node.scalar?.boolean { return value }
    let written = node.scalar.map { "`\($0.text)`" } ?? node.kindName
    report(.wrongShape, at: node, "\(what) is `true` or `false`, not \(written)")
    return nil
  }

  func integer(_ node: YAML.Node, _ what: String, in range: ClosedRange<Int>) -> Int? {
    if let value = node.scalar?.integer, range.contains(value) { return value }
    let written = node.scalar.map { "`\($0.text)`" } ?? node.kindName
    report(.badNumber, at: node, "\(what) is a whole number from \(range.lowerBound) to \(range.upperBound), not \(written)")
    return nil
  }

  func number(_ node: YAML.Node, _ what: String, in range: ClosedRange<Double>) -> Double? {
    if let value = node.scalar?.number, range.contains(value) { return value }
    let written = node.scalar.map { "`\($0.text)`" } ?? node.kindName
    report(.badNumber, at: node, "\(what) is a number from \(range.lowerBound) to \(range.upperBound), not \(written)")
    return nil
  }

  /// One of a few words, which are the raw values of an enumeration.
  func word<Word: RawRepresentable<String> & CaseIterable>(_ node: YAML.Node, _ what: String, of: Word.Type = Word.self) -> Word? {
    guard let text = text(node, what) else { return nil }
    if let word = Word(rawValue: text) { return word }
    let words = Word.allCases.map(\.rawValue)
    report(
      .unknownWord, at: node, "`\(text)` is no \(what)", hint: Suggestion.hint(for: text, among: words, listed: "there are"))
    return nil
  }

  /// A list, or the one thing that stands for a list of one.
  func list(_ node: YAML.Node) -> [YAML.Node] { node.sequence ?? (node.isNull ? [] : [node]) }

  /// The entries of a mapping with names for keys; none where nothing is written.
  func entries(_ node: YAML.Node?, _ what: String) -> [YAML.Mapping.Entry] {
    guard let node else { return [] }
    guard let mapping = node.mapping else {
      if !node.isNull { report(.wrongShape, at: node, "\(what) is a mapping, not \(node.kindName)") }
      return []
    }
    return mapping.entries
  }
}
