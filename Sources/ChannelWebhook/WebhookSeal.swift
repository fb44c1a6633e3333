package import Curl
import Sodium

/// The seal of a webhook as Standard Webhooks has it: `v1,` and base64 of HMAC-SHA-256 over `id.seconds.body`. The same for what we
/// send and for what we take in.
package enum WebhookSeal {
  /// Older or younger messages are somebody's copies.
  package static let ageSecondsMax: Int64 = 300

  package static func seal(id: String, seconds: Int64, body: [UInt8], key: Secret) -> String {
    let seal = MessageSeal.seal(Array("\(id).\(seconds).".utf8) + body, key: bytes(of: key))
    return "v1," + Base64Text.encode(seal)
  }

  /// - Parameter header: `webhook-signature`, several seals apart by spaces while the other side changes its key.
  package static func fits(_ header: String, id: String, seconds: Int64, body: [UInt8], key: Secret, now: Int64) -> Bool {
    guard abs(now - seconds) <= ageSecondsMax else { return false }
    let expected = Array(seal(id: id, seconds: seconds, body: body, key: key).utf8)
    return header.split(separator: " ").prefix(5).contains { MessageSeal.isEqual(Array($0.utf8), expected) }
  }

  /// As the standard writes keys, `whsec_` and base64; any other text is the key as it stands.
  private static func bytes(of key: Secret) -> [UInt8] {
    let text = key.reveal()
    guard text.hasPrefix(prefix), let bytes = Base64Text.decode(String(text.dropFirst(prefix.count))) else { return Array(text.utf8) }
    return bytes
  }

  private static let prefix = "whsec_"
}
