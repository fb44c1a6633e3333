import Mail

/// What makes a mail the same one when it is read again: its id, who wrote it, and what it says. The id alone would let a stranger
/// take another's place.
enum MailKey {
  static func of(_ mail: InboundMail?, bytes: [UInt8]) -> String {
    guard let mail, let id = mail.messageID else { return "mail/\(fingerprint(bytes))" }
    return "mail/\(fingerprint(Array("\(id)\n\(mail.from.map(\.folded))\n\(mail.subject)\n\(mail.bodyText)".utf8)))"
  }

  /// FNV-1a, 128 bits: the same everywhere and always.
  private static func fingerprint(_ bytes: [UInt8]) -> String {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    for byte in bytes { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b }
    let text = String(hash, radix: 16)
    return String(repeating: "0", count: 32 - text.count) + text
  }
}
