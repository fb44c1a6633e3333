import CEL
package import Channel

/// A card in the envelope that Teams' webhooks take.
package enum TeamsEnvelope {
  /// Teams counts after its own expansion and refuses 28,672 bytes; 24,453 sent were counted as 28,897. So much is always safe.
  package static let bytesMax = 20 * 1_024

  /// A card that is too large is shortened, never refused.
  package static func compose(_ part: OutgoingPart) throws(CompositionError) -> [UInt8] {
    guard case .card(let body) = part.body else { throw CompositionError(field: "body", text: "a mail cannot be sent as a card") }
    guard case .map = body.card else { throw CompositionError(field: "card", text: "a card is a JSON object") }
    var card = body.card
    if card["fallbackText"] == nil && !body.fallbackText.isEmpty { card["fallbackText"] = .string(body.fallbackText) }
    return bytes(of: CardDiet(bytesMax: bytesMax) { bytes(of: $0).count }.fitting(card, fallbackText: words(card, body, part)))
  }

  /// What waited, in one message: as many of the parts as fit, from the first. Nil where not even two do.
  package static func merged(_ parts: [OutgoingPart]) -> (bytes: [UInt8], count: Int)? {
    CardMerge.merged(parts, bytesMax: bytesMax) { bytes(of: $0).count }.map { (bytes(of: $0.card), $0.count) }
  }

  private static func bytes(of card: Value) -> [UInt8] {
    let attachment: Value = [
      "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": .null, "content": card,
    ]
    return JSON.bytes(["type": "message", "attachments": [attachment]])
  }

  /// What is left of a card when nothing else fits.
  private static func words(_ card: Value, _ body: CardBody, _ part: OutgoingPart) -> String {
    let said = card["fallbackText"]?.string ?? body.fallbackText
    return said.isEmpty ? "A message (\(part.id)) is too large to be shown here." : said
  }
}
