package import Channel

/// A mail as it stands on the wire (RFC 5322, MIME). Pure: no clock, no randomness, no environment; boundaries and thread marks are
/// made from the Message-ID, so that every attempt, on whatever machine, has the same bytes.
package struct MailComposer: Hashable, Sendable {
  package var identity: MailIdentity

  package init(identity: MailIdentity) { self.identity = identity }

  /// A larger mail is refused by most servers anyway (25 MB is Gmail's and Exchange Online's usual limit).
  package static let bytesMax = 25 * 1_024 * 1_024
  /// As many of the mails as fit into one, from the first; nil where not even two do.
  func merge(_ parts: [OutgoingPart]) -> (bytes: [UInt8], count: Int)? {
    var count = parts.count
    while count > 1 {
      guard let part = DigestMail.combined(Array(parts.prefix(count))) else { return nil }
      do {
        return (try compose(part), count)
      } catch {
        // Each of them was composed alone before, so together they are only too much: fewer are tried, and one alone has its own words.
        count /= 2
      }
    }
    return nil
  }

  static let recipientsShownMax = 200
  static let attachmentsMax = 50

  package func compose(_ part: OutgoingPart) throws(CompositionError) -> [UInt8] {
    guard case .mail(let mail) = part.body else { throw CompositionError(field: "body", text: "a card cannot be sent as a mail") }
    guard mail.to.count + mail.cc.count <= Self.recipientsShownMax, mail.replyTo.count <= Self.recipientsShownMax else {
      throw CompositionError(field: "to", text: "more than \(Self.recipientsShownMax) recipients in one mail")
    }
    guard mail.attachments.count <= Self.attachmentsMax else {
      throw CompositionError(field: "attachment", text: "more than \(Self.attachmentsMax) attachments in one mail")
    }
    let headers = try MailHeaders(part: part, mail: mail, identity: identity).lines()
    let content = try MIMEPart.tree(mail, seed: part.messageID)
    var bytes: [UInt8] = []
    for line in headers { bytes += Array(line.utf8) + MIMEPart.lineEnd }
    bytes += Array("MIME-Version: 1.0".utf8) + MIMEPart.lineEnd
    content.write(to: &bytes)
    guard bytes.count <= Self.bytesMax else {
      throw CompositionError(field: "attachment", text: "the mail is larger than \(Self.bytesMax / 1_048_576) MB")
    }
    return bytes
  }
}
