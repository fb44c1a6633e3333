/// A selector that can be decided from an element and those around it: element, `.class`, `#id`, their combinations, descendants.
struct Selector: Hashable, Sendable {
  /// What a selector looks at.
  struct Subject: Hashable, Sendable {
    let name: String
    let id: String?
    let classes: Set<String>
  }

  private struct Compound: Hashable, Sendable {
    var name: String?
    var id: String?
    var classes: Set<String> = []

    func matches(_ subject: Subject) -> Bool {
      (name == nil || name == subject.name) && (id == nil || id == subject.id) && classes.isSubset(of: subject.classes)
    }
  }

  /// Outermost first.
  private let compounds: [Compound]

  /// Nil for selectors that say more than this.
  init?(_ text: String) {
    var compounds: [Compound] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      guard let compound = Self.compound(word) else { return nil }
      compounds.append(compound)
    }
    guard !compounds.isEmpty else { return nil }
    self.compounds = compounds
  }

  /// Ids, classes and elements count in this order, as in CSS.
  var specificity: Int {
    compounds.reduce(0) { $0 + ($1.id == nil ? 0 : 10_000) + $1.classes.count * 100 + ($1.name == nil ? 0 : 1) }
  }

  /// `path` leads from the root to the element in question.
  func matches(_ path: [Subject]) -> Bool {
    guard let subject = path.last, let last = compounds.last, last.matches(subject) else { return false }
    var outer = compounds.dropLast()
    for ancestor in path.dropLast().reversed() {
      guard let next = outer.last else { break }
      if next.matches(ancestor) { outer.removeLast() }
    }
    return outer.isEmpty
  }

  private static func compound(_ word: Substring) -> Compound? {
    var compound = Compound()
    var rest = word
    while let first = rest.first {
      let mark: Character? = first == "." || first == "#" ? first : nil
      if mark != nil { rest = rest.dropFirst() }
      if mark == nil, first == "*" {
        rest = rest.dropFirst()
        continue
      }
      let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
      guard !name.isEmpty else { return nil }
      rest = rest.dropFirst(name.count)
      switch mark {
      case ".": compound.classes.insert(String(name))
      case "#": compound.id = String(name)
      default: compound.name = name.lowercased()
      }
    }
    return compound
  }
}
