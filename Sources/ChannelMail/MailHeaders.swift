import Channel

/// The header of a mail, line by line; nothing that a name, a subject or an id holds can begin a line of its own.
struct MailHeaders {
  let part: OutgoingPart
  let mail: MailBody
  let identity: MailIdentity

  func lines() throws(CompositionError) -> [String] {
    let subject = try HeaderText.checked(mail.subject, "subject")
    guard subject.utf8.count <= Self.subjectBytesMax else {
      throw CompositionError(field: "subject", text: "longer than \(Self.subjectBytesMax) bytes")
    }
    var lines = [
      "Date: \(MailDate.text(part.date))",
      HeaderText.folded("From", try Mailbox.tokens(identity.from, "from")),
    ]
    lines += try addresses("To", mail.to.isEmpty ? [part.recipient] : mail.to)
    if !mail.cc.isEmpty { lines += try addresses("Cc", mail.cc) }
    let replyTo = mail.replyTo.isEmpty ? [identity.replyTo].compactMap(\.self) : mail.replyTo
    if !replyTo.isEmpty { lines += try addresses("Reply-To", replyTo) }
    lines.append(HeaderText.unstructured("Subject", subject))
    lines += try ids()
    lines += try threadMarks(subject)
    lines += ["Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All"]
    if mail.isDigest { lines.append(try unsubscribe()) }
    switch mail.importance {
    case .high: lines += ["Importance: high", "X-Priority: 1"]
    case .low: lines += ["Importance: low", "X-Priority: 5"]
    case .normal: break
    }
    if !mail.redirectedFrom.isEmpty { lines += try addresses("X-Tocsin-Redirected-From", mail.redirectedFrom) }
    return lines
  }

  /// Of digests only: on an escalation a mail program's button would silence it. A mail that a person reads takes them off the list.
  private func unsubscribe() throws(CompositionError) -> String {
    let address = try Mailbox.envelopeAddress((identity.replyTo ?? identity.from).address, field: "reply-to")
    let id = try Self.checkedID(part.messageID, "message-id").dropFirst().dropLast()
    return HeaderText.folded("List-Unsubscribe", ["<mailto:\(address)?subject=unsubscribe%20\(Self.percentEncoded(id))>"])
  }

  private static func percentEncoded(_ text: Substring) -> String {
    var result = ""
    for byte in text.utf8 {
      let isPlain = byte < 0x7F && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber || byte == 0x2E)
      let hex = String(byte, radix: 16, uppercase: true)
      result += isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 0x10 ? "0" : "") + hex
    }
    return result
  }

  private static let subjectBytesMax = 1_000
  /// Of a thread's References: the common id, the root and so many of the newest.
  private static let newestReferencesMax = 10

  private func addresses(_ name: String, _ recipients: [Recipient]) throws(CompositionError) -> [String] {
    var tokens: [String] = []
    for recipient in recipients {
      if !tokens.isEmpty { tokens[tokens.count - 1] += "," }
      tokens += try Mailbox.tokens(recipient, name.lowercased())
    }
    return [HeaderText.folded(name, tokens)]
  }

  private func ids() throws(CompositionError) -> [String] {
    var lines = [HeaderText.folded("Message-ID", [try Self.checkedID(part.messageID, "message-id")])]
    if let parent = part.references.last { lines.append(HeaderText.folded("In-Reply-To", [try Self.checkedID(parent, "references")])) }
    var references: [String] = []
    if let thread = part.thread { references.append(try Self.checkedID(thread.commonID, "thread")) }
    for id in Self.bounded(part.references) { references.append(try Self.checkedID(id, "references")) }
    if !references.isEmpty { lines.append(HeaderText.folded("References", references)) }
    return lines
  }

  /// The root, and the newest: long threads would else outgrow what servers take.
  static func bounded(_ references: [String]) -> [String] {
    guard references.count > newestReferencesMax + 1, let root = references.first else { return references }
    return [root] + references.suffix(newestReferencesMax)
  }

  private func threadMarks(_ subject: String) throws(CompositionError) -> [String] {
    guard let thread = part.thread else { return [] }
    let topic = try HeaderText.checked(mail.threadTopic ?? subject, "thread topic")
    var index = ThreadIndex(startedAt: thread.startedAt, identity: Digest128(of: thread.commonID))
    if !part.references.isEmpty { index.appendReply(at: part.date, salt: UInt8(truncatingIfNeeded: Digest128(of: part.messageID).low)) }
    return [HeaderText.unstructured("Thread-Topic", topic), "Thread-Index: \(index.text)"]
  }

  private static func checkedID(_ id: String, _ field: String) throws(CompositionError) -> String {
    let inner = id.dropFirst().dropLast()
    guard id.hasPrefix("<"), id.hasSuffix(">"), id.utf8.count <= 900, inner.contains("@"),
      inner.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") })
    else { throw CompositionError(field: field, text: "not a Message-ID") }
    return id
  }
}
