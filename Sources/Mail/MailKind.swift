/// What kind of mail it is, for who keeps a thread: only a person's reply answers.
package enum MailKind: Hashable, Sendable {
  case bounce(Bounce)
  case automatic(AutomaticMail.Reason)
  /// A person wrote it, as far as anybody can see.
  case reply(ReplyText)

  package init(_ mail: InboundMail) {
    if let bounce = BounceReader.read(mail) {
      self = .bounce(bounce)
    } else if let reason = AutomaticMail.reason(mail) {
      self = .automatic(reason)
    } else {
      self = .reply(ReplyText(mail.bodyText))
    }
  }
}
