/// How surely a line of a notice names somebody who did not get the mail.
enum RecipientLine {
  /// - Returns: 0 for lines made for it (`<ana@example.com>:`, an address alone), 1 for `RCPT TO:`, 2 for words that announce an address,
  ///   3 for a server's reply that has it; nil: somebody else may be meant.
  static func rank(_ line: String, _ low: String, _ address: String, afterAnnouncement: Bool) -> Int? {
    let text = line.trimmed
    guard let place = text.firstRange(of: address) else { return nil }
    let before = text[..<place.lowerBound].filter { !marks.contains($0) }
    let after = text[place.upperBound...]
    if before.allSatisfy(isBlank) {
      let rest = String(after).trimmed.filter { !marks.contains($0) }
      if rest.isEmpty || isSame(rest, address) { return 0 }
      if after.hasPrefix(">:") || after.hasPrefix(":") || after.hasPrefix("> :") || after.hasPrefix("...") || after.hasPrefix(">...")
        || after.hasPrefix("> (") || after.hasPrefix(" (") || after.hasPrefix("\t") || after.hasPrefix(">\t") || after.hasPrefix(" ...")
        || after.hasPrefix(" on ") || after.hasPrefix("> -") || after.hasPrefix(" - ") || after.hasPrefix(">,")
      {
        return 0
      }
      if afterAnnouncement || BounceSigns.isAnnouncement(low) || Diagnosis.replyCode(in: String(after)) != nil { return 0 }
    }
    if low.has("rcpt to") { return 1 }
    let label = ASCII.lowered(before).trimmed
    if labels.contains(where: { label.hasSuffix($0) }) { return 2 }
    if Diagnosis.replyCode(in: line) != nil || EnhancedStatus.find(in: line) != nil || after.hasPrefix("...") || after.hasPrefix(">...") {
      return 3
    }
    return BounceSigns.isAnnouncement(low) ? 2 : nil
  }

  private static let marks: Set<Character> = ["<", ">", "*", "\"", "'", "(", ")", "[", "]", "•", "-", "·", ",", ";", ":", "|", "=", "、"]

  private static func isBlank(_ character: Character) -> Bool { character.isWhitespace }

  /// `ana@example.com <ana@example.com>`, `mailto:` and the like.
  private static func isSame(_ rest: String, _ address: String) -> Bool {
    let low = ASCII.lowered(rest)
    return low == ASCII.lowered(address) || low == "mailto" + ASCII.lowered(address)
  }

  /// Without the marks above; in lower case.
  private static let labels = [
    "to", "recipient", "recipients", "recipients", "addressed to", "intended recipient", "undeliverable address", "failed recipient",
    "delivered to", "delivery userid", "mailbox is full", "error for", "errorfor", "user", "bad address", "recipient address", "size",
    "recipients rejected", "permanent errors", "rejected", "unknown", "addresses", "following address", "could not find",
    "empfänger", "destinataire", "destinatario", "failed addresses", "original recipient", "mailing list", "reach", "permanently failed",
  ]
}
