import Calendar
import Workflow
import YAML

/// What a deadline may count by, and what each of `delays` is.
final class DelayTable {
  enum Delay {
    case fixed(Calendar.Delay)
    case expression(YAML.Node)
  }

  private let delays: [String: (delay: Delay?, key: YAML.Node)]
  private let clocks: [PausingClock]
  /// Named expressions, whose bare name is an expression too.
  private let lets: [String]
  private let reading: Reading
  private var used: Set<String> = []

  init(_ node: YAML.Node?, clocks: [PausingClock], lets: [String], _ reading: Reading) {
    var found: [String: (delay: Delay?, key: YAML.Node)] = [:]
    for entry in reading.entries(node, "`delays`") {
      guard let name = reading.name(entry.key, "the name of a delay") else { continue }
      found[name] = (Self.delay(entry.value, "`\(name)`", lets, reading), entry.key)
    }
    (delays, self.clocks, self.lets, self.reading) = (found, clocks, lets, reading)
  }

  /// The key of an `after`: duration words, `delays.NAME`, or an expression.
  func delay(_ key: YAML.Node) -> (delay: Delay?, name: String?) {
    if let text = key.text, text.hasPrefix("delays.") {
      let name = String(text.dropFirst("delays.".count))
      if Reading.isName(name) { return (named(name, key), name) }
    }
    return (Self.delay(key, "`after`", lets, reading), nil)
  }

  /// Duration words where it begins with a number, or is plain text; else an expression.
  private static func delay(_ node: YAML.Node, _ what: String, _ lets: [String], _ reading: Reading) -> Delay? {
    guard let text = node.text, !node.isNull else {
      reading.report(.wrongShape, at: node, "\(what) is a duration or an expression, not \(node.kindName)")
      return nil
    }
    if DelayWords.isLikely(text) || PlainText.isLikely(text) && !lets.contains(text) {
      return reading.delay(node, what).map { .fixed($0) }
    }
    return .expression(node)
  }

  /// Nil, and reported, where there is no such delay.
  private func named(_ name: String, _ key: YAML.Node) -> Delay? {
    used.insert(name)
    if let known = delays[name] { return known.delay }
    reading.report(
      .unknownField, at: key, "there is no delay `\(name)`",
      hint: Suggestion.hint(for: name, among: delays.keys.sorted(), listed: "under `delays` are") ?? "declare it under `delays`")
    return nil
  }

  func clock(_ node: YAML.Node) -> PausingClock? {
    guard let name = reading.text(node, "`clock`") else { return nil }
    used.insert("clock " + name)
    if let clock = clocks.first(where: { $0.name == name }) { return clock }
    reading.report(
      .unknownField, at: node, "there is no clock `\(name)`",
      hint: Suggestion.hint(for: name, among: clocks.map(\.name), listed: "under `clocks` are") ?? "declare it under `clocks`")
    return nil
  }

  func checkUnused(_ clockNode: YAML.Node?) {
    for (name, entry) in delays.sorted(by: { $0.key < $1.key }) where !used.contains(name) {
      reading.report(.unusedName, severity: .warning, at: entry.key, "no `after` counts by `delays.\(name)`", hint: "use it, or remove it")
    }
    for entry in clockNode?.mapping?.entries ?? [] where !used.contains("clock " + entry.name) {
      reading.report(
        .unusedName, severity: .warning, at: entry.key, "no deadline counts by the clock `\(entry.name)`", hint: "use it, or remove it")
    }
  }
}

/// Tells duration words from an expression.
enum DelayWords {
  /// It begins with a number or a sign, or as ISO 8601 does.
  static func isLikely(_ text: String) -> Bool {
    var bytes = text.utf8.drop { $0 == 0x20 }
    if let first = bytes.first, first == 0x2b || first == 0x2d { bytes = bytes.dropFirst() }
    guard let first = bytes.first else { return true }
    if (0x30...0x39).contains(first) { return true }
    let second = bytes.dropFirst().first
    return first == 0x50 && (second == nil || second == 0x54 || (0x30...0x39).contains(second ?? 0))
  }
}
