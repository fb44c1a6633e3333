/// The part of CSS that mail clients do not read from `<style>` and that therefore goes into `style` attributes: rules with plain
/// selectors. What only a `<style>` can say (`@media`, `:hover`, `>`) is kept as it is.
struct StyleSheet: Sendable {
  struct Rule: Sendable {
    let selector: Selector
    let declarations: [Declaration]
    let order: Int
  }

  struct Declaration: Hashable, Sendable {
    let property: String
    let value: String
    var text: String { "\(property):\(value)" }
  }

  private(set) var rules: [Rule] = []
  /// What stays in `<style>`.
  private(set) var rest = ""

  init() {}

  init(_ css: String) { add(css) }

  /// The rules of another sheet after those of this one.
  mutating func add(_ other: StyleSheet) {
    rules += other.rules.map { Rule(selector: $0.selector, declarations: $0.declarations, order: rules.count + $0.order) }
    rest += other.rest
  }

  private mutating func add(_ css: String) {
    var scanner = Scanner(Self.withoutComments(css))
    while let (prelude, block) = scanner.next() {
      guard let block else {
        rest += prelude + ";\n"
        continue
      }
      if prelude.hasPrefix("@") {
        rest += "\(prelude) {\(block)}\n"
        continue
      }
      let declarations = Self.declarations(block)
      for words in Self.split(prelude, at: ",") {
        if let selector = Selector(words) {
          rules.append(Rule(selector: selector, declarations: declarations, order: rules.count))
        } else {
          rest += "\(words) {\(declarations.map(\.text).joined(separator: ";"))}\n"
        }
      }
    }
  }

  /// The declarations of all rules that fit an element, weakest first; a property once, where its strongest rule puts it.
  func inlined(for path: [Selector.Subject]) -> String {
    let fitting = rules.filter { $0.selector.matches(path) }
      .sorted { ($0.selector.specificity, $0.order) < ($1.selector.specificity, $1.order) }
    var declarations: [Declaration] = []
    for declaration in fitting.flatMap(\.declarations) {
      declarations.removeAll { $0.property == declaration.property }
      declarations.append(declaration)
    }
    return declarations.map(\.text).joined(separator: ";")
  }

  private static func declarations(_ block: String) -> [Declaration] {
    split(block, at: ";").compactMap { words in
      guard let colon = words.firstIndex(of: ":") else { return nil }
      let property = words[..<colon].trimmed.lowercased()
      let value = words[words.index(after: colon)...].trimmed
      return property.isEmpty || value.isEmpty ? nil : Declaration(property: property, value: value)
    }
  }

  private static func withoutComments(_ css: String) -> String {
    var result = ""
    var rest = css[...]
    while let start = rest.firstRange(of: "/*") {
      result += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstRange(of: "*/") else { return result }
      rest = rest[end.upperBound...]
    }
    return result + rest
  }

  /// Splits outside of brackets and quotations; the parts are trimmed, empty ones left out.
  static func split(_ text: String, at separator: Character) -> [String] {
    var parts: [String] = []
    var part = ""
    var depth = 0
    var quotation: Character?
    for character in text {
      if let open = quotation {
        if character == open { quotation = nil }
      } else if character == "\"" || character == "'" {
        quotation = character
      } else if "([{".contains(character) {
        depth += 1
      } else if ")]}".contains(character) {
        depth -= 1
      } else if character == separator, depth == 0 {
        parts.append(part)
        part = ""
        continue
      }
      part.append(character)
    }
    return (parts + [part]).map(\.trimmed).filter { !$0.isEmpty }
  }

  /// Preludes with their blocks.
  private struct Scanner {
    private var rest: Substring

    init(_ css: String) { rest = Substring(css) }

    mutating func next() -> (prelude: String, block: String?)? {
      rest = rest.drop(while: \.isWhitespace)
      guard let end = rest.firstIndex(where: { $0 == "{" || $0 == ";" }) else { return nil }
      let prelude = rest[..<end].trimmed
      let isStatement = rest[end] == ";"
      rest = rest[rest.index(after: end)...]
      return (prelude, isStatement ? nil : block())
    }

    private mutating func block() -> String {
      var depth = 0
      var index = rest.startIndex
      while index < rest.endIndex {
        if rest[index] == "{" { depth += 1 }
        if rest[index] == "}" {
          if depth == 0 { break }
          depth -= 1
        }
        index = rest.index(after: index)
      }
      let block = String(rest[..<index])
      rest = index < rest.endIndex ? rest[rest.index(after: index)...] : ""
      return block
    }
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmed: String {
    // Most texts are trimmed already, and the first and last scalar tell.
    if let first = unicodeScalars.first, let last = unicodeScalars.last, ("!"..."~").contains(first), ("!"..."~").contains(last) {
      return String(self)
    }
    var rest = Substring(self).unicodeScalars
    while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
