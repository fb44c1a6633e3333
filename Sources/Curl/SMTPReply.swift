/// A server's answer to one command.
package struct SMTPReply: Hashable, Sendable {
  package let code: Int
  /// Its lines without the code, joined by spaces, without control characters, cut at a bound.
  package let text: String

  package init(code: Int, text: String) { (self.code, self.text) = (code, text) }

  /// The enhanced status (`5.1.1`) where the text opens with one.
  package var enhancedStatus: String? {
    let word = text.prefix { $0 != " " }
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, ["2", "4", "5"].contains(parts[0]),
      parts.allSatisfy({ (1...3).contains($0.count) && $0.allSatisfy(\.isNumber) })
    else { return nil }
    return String(word)
  }

  /// The id under which the server's own log knows the mail, where its words are of a known make (Postfix, Exim, Exchange,
  /// Sendmail, OpenSMTPD).
  package var queueID: String? {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "<" || $0 == ">" }).map(String.init)
    if let at = words.firstIndex(where: { $0.lowercased() == "as" }), at > 0, words[at - 1].lowercased() == "queued", at + 1 < words.count {
      return words[at + 1]
    }
    for word in words {
      if word.hasPrefix("id=") { return String(word.dropFirst(3)) }
      if word.hasPrefix("[InternalId=") { return String(word.dropFirst(12).prefix { $0 != "," && $0 != "]" }) }
    }
    if let at = words.firstIndex(where: { $0.lowercased() == "message" }), at > 0, at + 1 < words.count, words[at + 1] == "accepted" {
      let word = words[at - 1]
      return word.count >= 6 && !word.contains(".") ? word.trimmingColon : nil
    }
    return nil
  }
}

extension String {
  fileprivate var trimmingColon: String { hasSuffix(":") ? String(dropLast()) : self }
}
