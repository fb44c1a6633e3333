/// One mail to one recipient: envelope and payload. An empty sender is the null path.
package struct SMTPTransaction: Hashable, Sendable {
  package var sender: String
  package var recipient: String
  /// Headers and body, every line ended by CR LF. Dots at line starts are doubled on the wire, not here.
  package var payload: [UInt8]

  package init(sender: String, recipient: String, payload: [UInt8]) {
    (self.sender, self.recipient, self.payload) = (sender, recipient, payload)
  }

  /// Why this must not go to a server: what could smuggle a second command or a second mail into the conversation.
  var objection: String? {
    if !sender.isEmpty && !Self.isPlainAddress(sender) { return "the sender is not an ASCII address" }
    if !Self.isPlainAddress(recipient) { return "the recipient is not an ASCII address" }
    if !Self.hasOnlyWholeLineEnds(payload) { return "the mail holds a lone CR or LF, or does not end with a line's end" }
    return nil
  }

  private static func isPlainAddress(_ text: String) -> Bool {
    guard text.utf8.count <= 320, let at = text.utf8.lastIndex(of: UInt8(ascii: "@")), at != text.utf8.startIndex else { return false }
    let forbidden: [UInt8] = Array("<>,;\"\\() ".utf8)
    return text.utf8.index(after: at) != text.utf8.endIndex
      && !text.utf8.contains { $0 <= 0x20 || $0 >= 0x7F || forbidden.contains($0) }
  }

  private static func hasOnlyWholeLineEnds(_ bytes: [UInt8]) -> Bool {
    var previous: UInt8 = 0
    for byte in bytes {
      if (byte == 0x0A) != (previous == 0x0D) { return false }
      previous = byte
    }
    return previous == 0x0A
  }
}
