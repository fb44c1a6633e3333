import CEL

/// Makes a card fit a webhook. One that is too large would be refused for ever, and nobody would hear anything; so it loses rows
/// first, then all but its heading, its words and its links, then all but its words.
struct CardDiet {
  let bytesMax: Int
  /// The bytes of a card in its envelope.
  let measure: (Value) -> Int

  /// Of the same kind in a row, tried one after the other.
  private static let rowsKept = [40, 20, 10, 5, 3]
  private static let actionsKept = 6
  /// Half of what fits: words are never all of a card.
  private static let wordsMax = 4_000

  /// The card itself where it fits. What was left out is said on it.
  func fitting(_ card: Value, fallbackText: String) -> Value {
    if measure(card) <= bytesMax { return card }
    for kept in Self.rowsKept {
      var cut = 0
      var thinner = Self.thinned(card, keeping: kept, cut: &cut)
      guard cut > 0 else { continue }
      Self.append(Self.note("\(cut) rows are not shown: the card would be too large."), to: &thinner)
      if measure(thinner) <= bytesMax { return thinner }
    }
    let summary = Self.summary(card, words: fallbackText, withActions: true)
    return measure(summary) <= bytesMax ? summary : Self.summary(card, words: fallbackText, withActions: false)
  }

  /// Repeated rows are neighbours of one kind: columns, facts, table rows, containers. The first of them stay.
  private static func thinned(_ value: Value, keeping kept: Int, cut: inout Int) -> Value {
    switch value {
    case .list(let values):
      var result: [Value] = []
      var run = (kind: "", count: 0)
      for value in values {
        let kind = value["type"]?.string ?? (value.map == nil ? "plain" : "fact")
        run = kind == run.kind ? (kind, run.count + 1) : (kind, 1)
        if run.count > kept && kind != "plain" {
          cut += 1
        } else {
          result.append(thinned(value, keeping: kept, cut: &cut))
        }
      }
      return .list(result)
    case .map(let map):
      var result = ValueMap(minimumCapacity: map.count)
      for entry in map { result[entry.key] = entry.key.text == "columns" ? entry.value : thinned(entry.value, keeping: kept, cut: &cut) }
      return .map(result)
    default: return value
    }
  }

  private static func summary(_ card: Value, words: String, withActions: Bool) -> Value {
    var result: ValueMap = ["type": "AdaptiveCard"]
    for field in ["$schema", "version", "msteams"] { if let value = card[field] { result[field] = value } }
    let text = words.unicodeScalars.count > wordsMax ? String(String.UnicodeScalarView(words.unicodeScalars.prefix(wordsMax))) + "…" : words
    result["fallbackText"] = .string(text)
    result["body"] = [
      ["type": "TextBlock", "text": .string(escaped(text)), "wrap": true, "weight": "Bolder"],
      note("The card itself would be too large; this is its summary."),
    ]
    if withActions, let actions = card["actions"]?.list, !actions.isEmpty { result["actions"] = .list(Array(actions.prefix(actionsKept))) }
    return .map(result)
  }

  private static func note(_ text: String) -> Value {
    ["type": "TextBlock", "text": .string(text), "isSubtle": true, "size": "Small", "wrap": true]
  }

  private static func append(_ element: Value, to card: inout Value) {
    guard case .map(var map) = card else { return }
    map["body"] = .list((map["body"]?.list ?? []) + [element])
    card = .map(map)
  }

  /// The words of `fallbackText` are plain; a TextBlock reads Markdown.
  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if "\\`*_[]()#>~".contains(character) { result.append("\\") }
      result.append(character)
    }
  }
}
