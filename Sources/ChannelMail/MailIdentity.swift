package import Channel

/// As whom mails go out.
package struct MailIdentity: Hashable, Sendable {
  /// The From line.
  package var from: Recipient
  /// A mailbox that somebody or something reads; nil: the sender's.
  package var replyTo: Recipient?
  /// Where bounces go; empty means nowhere.
  package var envelopeSender: String

  package init(from: Recipient, replyTo: Recipient? = nil, envelopeSender: String? = nil) {
    self.from = from
    self.replyTo = replyTo
    self.envelopeSender = envelopeSender ?? from.address
  }
}
