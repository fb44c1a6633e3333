import CEL
package import Channel

/// A card in the envelope that Teams' webhooks take.
package enum TeamsEnvelope {
  /// Teams counts after its own expansion and refuses 28,672 bytes; 24,453 sent were counted as 28,897. So much is always safe.
  package static let bytesMax = 20 * 1_024

  package static func compose(_ part: OutgoingPart) throws(CompositionError) -> [UInt8] {
    guard case .card(let body) = part.body else { throw CompositionError(field: "body", text: "a mail cannot be sent as a card") }
    guard case .map = body.card else { throw CompositionError(field: "card", text: "a card is a JSON object") }
    var card = body.card
    if card["fallbackText"] == nil && !body.fallbackText.isEmpty { card["fallbackText"] = .string(body.fallbackText) }
    let attachment: Value = [
      "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": .null, "content": card,
    ]
    let bytes = JSON.bytes(["type": "message", "attachments": [attachment]])
    guard bytes.count <= bytesMax else {
      throw CompositionError(field: "card", text: "the card has \(bytes.count) bytes, a webhook takes \(bytesMax)")
    }
    return bytes
  }
}
