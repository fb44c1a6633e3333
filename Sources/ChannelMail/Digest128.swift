/// A fixed fingerprint of a text (FNV-1a, 128 bits): the same everywhere and always. Not for secrets.
struct Digest128: Hashable, Sendable {
  let high: UInt64
  let low: UInt64

  init(of text: String) {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    for byte in text.utf8 { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b }
    (high, low) = (UInt64(truncatingIfNeeded: hash >> 64), UInt64(truncatingIfNeeded: hash))
  }

  var bytes: [UInt8] { [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } } }

  var hex: String { bytes.map(Hex.upper).joined().lowercased() }
}
