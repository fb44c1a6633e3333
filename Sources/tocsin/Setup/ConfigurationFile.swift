import YAML

/// `tocsin.yaml`, each value of which the environment may override: `mail.host` is `TOCSIN_MAIL_HOST`.
struct ConfigurationFile {
  private let root: YAML.Node?
  private let environment: [String: String]
  let file: String

  init(root: YAML.Node?, file: String, environment: [String: String]) {
    self.root = root
    self.file = file
    self.environment = environment
  }

  /// The text at a dotted path; empty counts as absent.
  func text(_ path: String) throws(UsageError) -> String? {
    if let value = environment[Self.variable(path)], !value.isEmpty { return value }
    guard let node = node(path), !node.isNull else { return nil }
    guard let text = node.text else { throw wrong(path, node, "is text, not \(node.kindName)") }
    return text.isEmpty ? nil : text
  }

  func number(_ path: String) throws(UsageError) -> Int? {
    guard let text = try text(path) else { return nil }
    guard let number = Int(text) else { throw UsageError("\(file): \(path) is a number, not “\(text)”.") }
    return number
  }

  func choice<T: RawRepresentable & CaseIterable>(_ path: String, _ type: T.Type) throws(UsageError) -> T?
  where T.RawValue == String {
    guard let text = try text(path) else { return nil }
    guard let value = T(rawValue: text) else {
      let all = T.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("\(file): \(path) is one of \(all), not “\(text)”.")
    }
    return value
  }

  /// Names one level below a path, in file order.
  func names(under path: String) -> [String] {
    node(path)?.mapping?.entries.compactMap { $0.key.text } ?? []
  }

  /// A text, or a list of texts.
  func texts(_ path: String) -> [String] {
    guard let node = node(path) else { return [] }
    return node.sequence?.compactMap(\.text) ?? [node.text].compactMap(\.self)
  }

  func node(_ path: String) -> YAML.Node? {
    path.split(separator: ".").reduce(root) { $0?[String($1)] }
  }

  /// Refuses what nobody reads: a misspelt key would be a setting that silently does not hold.
  func check(known: [String], under path: String = "") throws(UsageError) {
    for name in names(under: path.isEmpty ? "" : path) where !known.contains(name) {
      let near = Spelling.nearest(name, among: known)
      throw UsageError(
        "\(file): \(path.isEmpty ? name : "\(path).\(name)") is not a setting.",
        hint: near.map { "Did you mean \($0)?" } ?? "Known here: \(known.joined(separator: ", ")).")
    }
  }

  func wrong(_ path: String, _ node: YAML.Node, _ what: String) -> UsageError {
    UsageError("\(file):\(node.start.line):\(node.start.column): \(path) \(what).")
  }

  static func variable(_ path: String) -> String {
    "TOCSIN_" + path.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
  }
}
