/// Who a message is for: a person or a mailbox by mail, a room by card.
package struct Recipient: Hashable, Sendable {
  /// As people read it; may be empty.
  package var name: String
  /// What the channel delivers to: a mail address, the name of a webhook.
  package var address: String
  /// BCP 47, where the recipient has said one.
  package var language: String?

  package init(name: String = "", address: String, language: String? = nil) {
    (self.name, self.address, self.language) = (name, address, language)
  }
}
