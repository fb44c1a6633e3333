import Workflow
import YAML

/// A mapping whose keys are known. What else stands in it is reported at once: a key that is passed over in silence is an
/// escalation that never comes.
struct Fields {
  let node: YAML.Node
  /// What the mapping is, for messages: "a state".
  let what: String
  /// Nil where nothing was written, as in `waiting:`.
  private let mapping: YAML.Mapping?
  private let reading: Reading

  /// Nil, and reported, where the node is no mapping.
  init?(_ node: YAML.Node, _ what: String, keys: [String], _ reading: Reading) {
    guard let mapping = node.mapping else {
      reading.report(
        .wrongShape, at: node, "\(what) is a mapping, not \(node.kindName)",
        hint: keys.count > Self.listedMax ? nil : "it can have \(Self.listing(keys))")
      return nil
    }
    self.node = node
    self.what = what
    self.mapping = mapping
    self.reading = reading
    for entry in mapping.entries where !keys.contains(entry.name) {
      reading.report(
        .unknownKey, at: entry.key, "\(what) has no key `\(entry.name)`",
        hint: Suggestion.nearest(to: entry.name, among: keys).map { "did you mean `\($0)`?" } ?? "it can have \(Self.listing(keys))")
    }
  }

  init?(_ node: YAML.Node, _ form: Form, _ reading: Reading) {
    self.init(node, form.what, keys: form.names, reading)
  }

  /// A mapping without keys, written as nothing after its name.
  init(emptyAfter key: YAML.Node, _ what: String, _ reading: Reading) {
    self.node = key
    self.what = what
    self.mapping = nil
    self.reading = reading
  }

  /// The value of a key, if it is there and not empty.
  subscript(key: String) -> YAML.Node? {
    guard let value = mapping?[key], !value.isNull else { return nil }
    return value
  }

  var isEmpty: Bool { mapping?.isEmpty ?? true }

  /// Whether a key is written, known or not, with a value or without.
  func has(_ key: String) -> Bool { mapping?[key] != nil }

  /// The key itself, to point at.
  func key(_ name: String) -> YAML.Node? { mapping?.entry(name)?.key }

  /// The value of a key that must be there.
  func required(_ key: String, hint: String? = nil) -> YAML.Node? {
    if let value = self[key] { return value }
    if let written = mapping?.entry(key) {
      reading.report(.missingKey, at: written.key, "`\(key)` has no value", hint: hint)
    } else {
      reading.report(.missingKey, at: start, "\(what) needs `\(key)`", hint: hint)
    }
    return nil
  }

  /// Of keys that say the same thing in different ways, those that are there; more than one is reported.
  func oneOf(_ keys: [String]) -> [String] {
    let present = keys.filter { self[$0] != nil }
    if present.count > 1, let second = key(present[1]) {
      reading.report(
        .excludedKey, at: second, "`\(present[1])` and `\(present[0])` cannot stand together", hint: "keep one of them")
    }
    return present
  }

  /// The first key, or the brace: a whole mapping is too much to underline.
  var start: SourceRange {
    Self.start(of: node)
  }

  static func start(of node: YAML.Node) -> SourceRange {
    guard let mapping = node.mapping else { return node.range }
    if let first = mapping.entries.first, !node.isFlow { return first.key.range }
    let start = node.start
    return SourceRange(start: start, end: SourcePosition(line: start.line, column: start.column + 1, offset: start.offset + 1))
  }

  /// Nobody reads a longer list in a hint.
  private static let listedMax = 8

  static func listing(_ keys: [String]) -> String { keys.map { "`\($0)`" }.joined(separator: ", ") }
}
