package import CEL

/// What a message says, rendered in the step that decided it; the outbox keeps it as JSON.
package enum MessageBody: Hashable, Sendable {
  case mail(MailBody)
  case card(CardBody)
}

/// A mail as it is read.
package struct MailBody: Hashable, Sendable {
  package enum Importance: String, Hashable, Sendable {
    case low, normal, high
  }

  package var subject: String
  /// A whole HTML document; nil for a mail of text only.
  package var html: String?
  package var text: String
  /// Everybody shown as addressee, though each gets a copy in an envelope of its own.
  package var to: [Recipient]
  package var cc: [Recipient]
  /// Where a reply goes; empty: to the installation's own mailbox.
  package var replyTo: [Recipient]
  package var importance: Importance
  package var attachments: [Attachment]
  /// The constant subject of the thread, for Outlook; nil: the subject.
  package var threadTopic: String?
  /// Where a test installation sends all mail to one address: who would have got this one.
  package var redirectedFrom: [Recipient]
  /// Goes together with others of its kind, and may be given up: it says how.
  package var isDigest: Bool

  package init(
    subject: String, html: String? = nil, text: String, to: [Recipient], cc: [Recipient] = [], replyTo: [Recipient] = [],
    importance: Importance = .normal, attachments: [Attachment] = [], threadTopic: String? = nil, redirectedFrom: [Recipient] = [],
    isDigest: Bool = false
  ) {
    self.replyTo = replyTo
    self.isDigest = isDigest
    self.subject = subject
    self.html = html
    self.text = text
    self.to = to
    self.cc = cc
    self.importance = importance
    self.attachments = attachments
    self.threadTopic = threadTopic
    self.redirectedFrom = redirectedFrom
  }
}

/// A file that travels with a mail.
package struct Attachment: Hashable, Sendable {
  package var name: String
  /// `text/csv; charset=utf-8`
  package var mediaType: String
  package var bytes: [UInt8]

  package init(name: String, mediaType: String, bytes: [UInt8]) {
    (self.name, self.mediaType, self.bytes) = (name, mediaType, bytes)
  }
}

/// A card (Adaptive Card) and the words for those who cannot show it.
package struct CardBody: Hashable, Sendable {
  package var card: Value
  package var fallbackText: String

  package init(card: Value, fallbackText: String) { (self.card, self.fallbackText) = (card, fallbackText) }
}
