import CSodium

/// HMAC-SHA-256: who does not hold the key cannot make the seal of a text.
package enum MessageSeal {
  package static let sealBytes = 32

  /// The seal of a text under a key of any length.
  package static func seal(_ text: some Sequence<UInt8>, key: [UInt8]) -> [UInt8] {
    var state = crypto_auth_hmacsha256_state()
    var seal = [UInt8](repeating: 0, count: sealBytes)
    let bytes = Array(text)
    crypto_auth_hmacsha256_init(&state, key, key.count)
    crypto_auth_hmacsha256_update(&state, bytes, UInt64(bytes.count))
    crypto_auth_hmacsha256_final(&state, &seal)
    sodium_memzero(&state, MemoryLayout.size(ofValue: state))
    return seal
  }

  /// In constant time, so that nobody learns a seal byte by byte.
  package static func isEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    one.count == other.count && sodium_memcmp(one, other, one.count) == 0
  }
}
