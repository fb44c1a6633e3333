/// Where, in the words of a bounce, the returned mail begins.
enum OriginalMark {
  /// In lower case; each as one or more programs write it.
  private static let marks = [
    "below this line is a copy of the message", "below the next line is a copy of the message", "original message follows",
    "message text follows", "message header follows", "message headers follow", "unsent message follows", "unsent message below",
    "original message -----", "original message headers", "-- original message --", "returned message", "returned mail follows",
    "header of the original message is following", "here is your returned mail", "this is a copy of the message, including all the headers",
    "this is a copy of your message, including all the headers", "this is a copy of the headers of the original message",
    "this is a copy of the message's headers", "message body follows", "your message reads", "old message:",
    "included is a copy of the message header", "copy of the original message", "the following is a copy of the headers",
    "the body of the message is", "the first ", "the header page of", "start of returned message", "message contents follow",
    "original mail as follows",
    "the original message headers", "begin of returned message", "texte du message", "message d'origine", "ursprüngliche nachricht",
    "kopie der nachricht", "original e-mail", "bounced e-mail:", "content of the undelivered", "your original message", "original-message",
    "received message header", "----- original mail", "--- original mail", "here is a copy of the first",
    "enclosed is a copy of the message",
    "original message header:", "original message:",
  ]

  /// - Parameter hasWords: something was said before; a returned mail does not open the notice.
  static func begins(_ line: String, hasWords: Bool) -> Bool {
    let low = ASCII.lowered(line)
    if low.hasPrefix("received: from ") || low.hasPrefix("received: by ") || low.hasPrefix("received: (") || low.hasPrefix("return-path: ")
    {
      return hasWords
    }
    guard hasWords || low.has("---"), low.utf8.count < 160 else { return false }
    // “The original message was received at …” opens the notices of sendmail.
    if low.has("original message was received") || low.has("copy of the message is attached") { return false }
    if low.hasPrefix("the first ") { return low.has("lines") || low.has("bytes") }
    return marks.contains { $0 != "the first " && low.has($0) } && isHeading(low)
  }

  /// A heading stands alone; a sentence that goes on, on the next line, is none.
  private static func isHeading(_ line: String) -> Bool {
    let text = line.trimmed
    guard let last = text.last else { return false }
    return text.hasPrefix("-") || text.hasPrefix("=") || text.hasPrefix("*") || text.hasPrefix("|") || ":.-=*|>".contains(last)
      || text.utf8.count < 50
  }
}
