/// Tells bounces from other mails, and what they say: first the machine-readable forms, then the words for people.
package enum BounceReader {
  /// - Returns: nil where the mail is no bounce.
  package static func read(_ mail: InboundMail) -> Bounce? {
    let notice = Notice(mail)
    if let recipients = FeedbackReport.recipients(mail, notice) {
      return Bounce(form: .feedback, recipients: recipients, messageIDs: messageIDs(mail, notice))
    }
    if let recipients = ServiceNotification.recipients(mail) {
      return Bounce(form: .deliveryStatus, recipients: recipients, messageIDs: messageIDs(mail, notice))
    }
    if let recipients = DeliveryStatusReport.recipients(mail, notice) {
      return Bounce(form: .deliveryStatus, recipients: recipients, messageIDs: messageIDs(mail, notice))
    }
    if let recipients = WordedBounce.recipients(mail, notice) {
      return Bounce(form: .words, recipients: recipients, messageIDs: messageIDs(mail, notice))
    }
    return nil
  }

  private static let messageIDsMax = 50

  private static func messageIDs(_ mail: InboundMail, _ notice: Notice) -> [String] {
    var found: [String] = []
    for headers in notice.originals {
      found += headers.all("message-id").flatMap { MessageIDs.list($0.raw) }
    }
    found += notice.namedMessageIDs
    found += mail.inReplyTo + mail.references
    for headers in notice.originals { found += headers.all("references").flatMap { MessageIDs.list($0.raw) } }
    var seen: Set<String> = []
    return Array(found.filter { seen.insert($0).inserted }.prefix(messageIDsMax))
  }
}
