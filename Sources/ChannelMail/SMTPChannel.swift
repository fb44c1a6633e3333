package import Channel
package import Curl

/// E-mail by a mail server: one transaction per recipient part, over a few connections that stay open.
package struct SMTPChannel: Channel {
  package let name: String
  package let limits: ChannelLimits
  package let onUncertain = UncertainPolicy.resend
  private let composer: MailComposer
  private let connections: ConnectionPool<SMTPConnection>

  /// - Parameter concurrentSends: so many connections at most; also the most mails that can be in doubt after a crash.
  package init(name: String = "email", server: SMTPServer, identity: MailIdentity, concurrentSends: Int = 2) {
    self.name = name
    limits = ChannelLimits(concurrentSends: concurrentSends)
    composer = MailComposer(identity: identity)
    connections = ConnectionPool(limit: concurrentSends) { SMTPConnection(server: server) }
  }

  package func compose(_ part: OutgoingPart) throws(CompositionError) -> [UInt8] {
    _ = try Mailbox.envelopeAddress(part.recipient.address, field: "recipient")
    return try composer.compose(part)
  }

  package func merge(_ parts: [OutgoingPart]) -> (bytes: [UInt8], count: Int)? { composer.merge(parts) }

  package func send(_ bytes: [UInt8], _ part: OutgoingPart) async -> Outcome {
    let transaction: SMTPTransaction
    do throws(CompositionError) {
      let sender = composer.identity.envelopeSender
      transaction = SMTPTransaction(
        sender: sender.isEmpty ? "" : try Mailbox.envelopeAddress(sender, field: "envelope sender"),
        recipient: try Mailbox.envelopeAddress(part.recipient.address, field: "recipient"), payload: bytes)
    } catch {
      return .failedPermanently(Answer(text: error.description))
    }
    return await connections.withConnection { await $0.perform(transaction) }.outcome
  }
}
