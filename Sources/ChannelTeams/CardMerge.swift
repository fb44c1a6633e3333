import CEL
import Channel

/// Several cards in one message: what waited while Teams wanted fewer is posted together, oldest first, each under a line of its own.
enum CardMerge {
  /// As many as a person looks through.
  static let cardsMax = 10

  /// - Returns: the envelope's card for the first of the parts, as many as fit; and how many these are.
  static func merged(_ parts: [OutgoingPart], bytesMax: Int, measure: (Value) -> Int) -> (card: Value, count: Int)? {
    let bodies = parts.prefix(cardsMax).compactMap { part -> CardBody? in
      if case .card(let body) = part.body { body } else { nil }
    }
    guard bodies.count == min(parts.count, cardsMax), bodies.count > 1 else { return nil }
    for count in stride(from: bodies.count, through: 2, by: -1) {
      let card = card(of: Array(bodies.prefix(count)))
      if measure(card) <= bytesMax { return (card, count) }
    }
    return nil
  }

  private static func card(of bodies: [CardBody]) -> Value {
    let words = bodies.map(\.fallbackText).filter { !$0.isEmpty }
    var elements: [Value] = [
      ["type": "TextBlock", "text": .string("\(bodies.count) messages that waited"), "isSubtle": true, "wrap": true]
    ]
    for body in bodies {
      var container: ValueMap = ["type": "Container", "separator": true, "spacing": "Large", "items": .list(body.card["body"]?.list ?? [])]
      if let actions = body.card["actions"]?.list, !actions.isEmpty {
        container["items"] = .list((body.card["body"]?.list ?? []) + [["type": "ActionSet", "actions": .list(actions)]])
      }
      elements.append(.map(container))
    }
    return [
      "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
      "msteams": ["width": "Full"], "fallbackText": .string(words.joined(separator: " · ")), "body": .list(elements),
    ]
  }
}
