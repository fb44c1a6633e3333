package import Channel

/// An address as it stands in a header and in an envelope.
package enum Mailbox {
  /// `"Ana Maria, Ops" <ana@example.org>`, the name quoted or encoded where it must be, in pieces between which a line may end.
  static func tokens(_ recipient: Recipient, _ field: String) throws(CompositionError) -> [String] {
    let address = try envelopeAddress(recipient.address, field: field)
    let name = try HeaderText.checked(recipient.name, field)
    return name.isEmpty ? [address] : phrase(name) + ["<\(address)>"]
  }

  /// The address in ASCII: an international domain by its ASCII form; a local part beyond ASCII needs SMTPUTF8, which is refused.
  package static func envelopeAddress(_ address: String, field: String) throws(CompositionError) -> String {
    guard let at = address.lastIndex(of: "@") else { throw CompositionError(field: field, text: "an address without @") }
    let local = address[..<at]
    guard local.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw CompositionError(field: field, text: "an address with letters beyond ASCII before the @, which most mail servers refuse")
    }
    guard isDotAtom(local), local.utf8.count <= 64 else {
      throw CompositionError(field: field, text: "not an address: what stands before the @ is empty or has characters that need quoting")
    }
    guard let domain = DomainName.ascii(String(address[address.index(after: at)...])) else {
      throw CompositionError(field: field, text: "not an address: what stands after the @ is no domain")
    }
    return "\(local)@\(domain)"
  }

  private static func phrase(_ name: String) -> [String] {
    guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), !name.contains("=?"), name.utf8.count <= 64 else {
      return HeaderText.encodedWords(name, firstLineUsed: 12)
    }
    let words = name.split(separator: " ", omittingEmptySubsequences: false)
    if words.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isAtomCharacter) }) { return [name] }
    return ["\"" + name.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] } + "\""]
  }

  private static func isDotAtom(_ text: Substring) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isAtomCharacter) }
  }

  private static func isAtomCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: atomMarks.contains(byte)
    }
  }

  private static let atomMarks = Array("!#$%&'*+-/=?^_`{|}~".utf8)
}
