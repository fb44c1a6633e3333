package import Calendar

/// One message to one recipient: the part of an effect that is sent, tried again and accounted for on its own.
package struct OutgoingPart: Hashable, Sendable {
  /// `instance/step/index.part`; never changes, names the message in logs and captures.
  package var id: String
  /// `<instance.step.index.part@domain>`, given by the caller; the same at every attempt.
  package var messageID: String
  /// The Message-IDs this recipient was sent in this thread before, oldest first: root, …, parent. Empty in a root.
  package var references: [String]
  /// The conversation it belongs to, if any.
  package var thread: MessageThread?
  /// The logical time of the message, which it shows as its date.
  package var date: Instant
  package var recipient: Recipient
  package var body: MessageBody

  package init(
    id: String, messageID: String, references: [String] = [], thread: MessageThread? = nil, date: Instant, recipient: Recipient,
    body: MessageBody
  ) {
    self.id = id
    self.messageID = messageID
    self.references = references
    self.thread = thread
    self.date = date
    self.recipient = recipient
    self.body = body
  }
}
