import CEL
package import Channel

/// A test installation's channel: everything, mails and cards, goes to one mailbox, and each says who would have got it.
package struct RedirectChannel: Channel {
  package let name: String
  package let limits: ChannelLimits
  package let onUncertain: UncertainPolicy
  private let address: Recipient
  private let mail: any Channel

  /// - Parameters:
  ///   - name: of the channel that this stands in for.
  ///   - mail: a channel that sends mails.
  package init(name: String, address: Recipient, mail: any Channel) {
    (self.name, self.address, self.mail) = (name, address, mail)
    limits = mail.limits
    onUncertain = mail.onUncertain
  }

  package func compose(_ part: OutgoingPart) throws(CompositionError) -> [UInt8] { try mail.compose(redirected(part)) }

  package func merge(_ parts: [OutgoingPart]) -> (bytes: [UInt8], count: Int)? { mail.merge(parts.map(redirected)) }

  package func send(_ bytes: [UInt8], _ part: OutgoingPart) async -> Outcome { await mail.send(bytes, redirected(part)) }

  private func redirected(_ part: OutgoingPart) -> OutgoingPart {
    var part = part
    let intended = part.recipient
    switch part.body {
    case .mail(var body):
      body.threadTopic = body.threadTopic ?? body.subject
      body.subject = "[for \(intended.address)] \(body.subject)"
      body.redirectedFrom = [intended] + (body.to + body.cc).filter { $0.address != intended.address }
      // Whoever tries the installation out and replies writes to nobody else.
      (body.to, body.cc, body.replyTo) = ([address], [], [])
      part.body = .mail(body)
    case .card(let body):
      let title = body.fallbackText.split(whereSeparator: \.isNewline).first.map(String.init) ?? "card"
      part.body = .mail(
        MailBody(
          subject: "[for \(name)] \(title.prefix(100).filter { $0 != "\t" })", text: body.fallbackText, to: [address],
          attachments: [Attachment(name: "card.json", mediaType: "application/json", bytes: JSON.bytes(body.card))]))
    }
    part.recipient = address
    return part
  }
}
