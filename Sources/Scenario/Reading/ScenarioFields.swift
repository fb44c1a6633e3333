import CEL
import Workflow
import YAML

/// A mapping whose keys are known, in one layer or two: what a scenario says itself replaces what its file says for all.
struct ScenarioFields {
  /// What the mapping is, for messages: "a scenario".
  let what: String
  let node: YAML.Node
  private let own: YAML.Mapping
  private let shared: YAML.Mapping?
  private let reading: ScenarioReading

  /// Nil, and reported, where the node is no mapping.
  init?(_ node: YAML.Node, _ what: String, keys: [String], over shared: YAML.Mapping? = nil, _ reading: ScenarioReading) {
    guard let mapping = node.mapping else {
      let names = keys.prefix(Self.listedMax).map { "`\($0)`" }.joined(separator: ", ")
      reading.report(.wrongShape, at: node, "\(what) is a mapping, not \(node.kindName)", hint: "it can have \(names)")
      return nil
    }
    (self.what, self.node, own, self.shared, self.reading) = (what, node, mapping, shared, reading)
    for entry in mapping.entries where !keys.contains(entry.name) {
      let names = keys.prefix(Self.listedMax).map { "`\($0)`" }.joined(separator: ", ")
      reading.report(
        .unknownKey, at: entry.key, "\(what) has no key `\(entry.name)`",
        hint: CEL.Spelling.hint(entry.name, among: keys) ?? "it can have \(names)")
    }
  }

  private static let listedMax = 12

  subscript(key: String) -> YAML.Node? {
    guard let value = own[key] ?? shared?[key], !value.isNull else { return nil }
    return value
  }

  /// In both layers, the shared one first.
  func layers(_ key: String) -> [YAML.Node] {
    [shared?[key], own[key]].compactMap { $0 }.filter { !$0.isNull }
  }

  /// Whether the scenario itself says it.
  func ownKey(_ key: String) -> YAML.Node? { own.entry(key)?.key }

  func required(_ key: String, hint: String? = nil) -> YAML.Node? {
    if let value = self[key] { return value }
    reading.report(.missingKey, at: node, "\(what) needs `\(key)`", hint: hint)
    return nil
  }

  func text(_ key: String) -> String? { self[key].flatMap { text($0, key) } }

  private func text(_ node: YAML.Node, _ key: String) -> String? {
    guard let text = node.text else {
      reading.report(.wrongShape, at: node, "`\(key)` is text, not \(node.kindName)")
      return nil
    }
    return text
  }

  /// A text, or a list of texts.
  func texts(_ key: String) -> [String]? {
    self[key].map { node in (node.sequence ?? [node]).compactMap { text($0, key) } }
  }

  func bool(_ key: String) -> Bool? {
    guard let node = self[key] else { return nil }
    if let flag = node.scalar?.boolean { return flag }
    reading.report(.wrongShape, at: node, "`\(key)` is `true` or `false`, not \(node.text.map { "`\($0)`" } ?? node.kindName)")
    return nil
  }

  func int(_ key: String) -> Int? {
    guard let node = self[key] else { return nil }
    if let number = node.scalar?.integer, number >= 0 { return number }
    reading.report(.badNumber, at: node, "`\(key)` is a whole number, not \(node.text.map { "`\($0)`" } ?? node.kindName)")
    return nil
  }

  /// Of keys that exclude each other the one that is there; none or several are reported.
  func one(of keys: [String], hint: String) -> (key: String, node: YAML.Node)? {
    let present = keys.filter { own[$0] != nil }
    if present.count > 1, let second = own.entry(present[1])?.key {
      reading.report(
        .excludedKey, at: second, "`\(present[1])` and `\(present[0])` cannot stand together", hint: "keep one of them")
    }
    guard let key = present.first, let node = own[key] else {
      reading.report(.missingKey, at: node, "\(what) says nothing", hint: hint)
      return nil
    }
    return (key, node)
  }
}

extension YAML.Node {
  /// As JSON would say it: unquoted `true`, `false`, `null` and numbers are those, everything else is text.
  var value: Value {
    switch content {
    case .scalar(let scalar):
      if scalar.isNull { return .null }
      if let flag = scalar.boolean { return .bool(flag) }
      if let number = scalar.integer { return .int(Int64(number)) }
      if let number = scalar.number { return .double(number) }
      return .string(scalar.text)
    case .sequence(let nodes): return .list(nodes.map(\.value))
    case .mapping(let mapping):
      return .map(mapping.entries.reduce(into: ValueMap()) { $0[$1.name] = $1.value.value })
    }
  }
}
